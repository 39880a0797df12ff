using System.Globalization;

namespace Altimeter.Oslo.Transport;

/// <summary>What waits in an own queue.</summary>
/// <param name="Messages">Notifications that are not delivered yet.</param>
/// <param name="Bytes">Their bodies, reckoned from the mean of those taken in lately: the broker tells consumers no bytes. 0 while none was taken in.</param>
/// <param name="Fill">Share of the nearer limit, 1 when it is reached.</param>
public sealed record OwnQueueDepth(long Messages, long Bytes, double Fill)
{
    /// <summary>For people, e.g. <c>800000 messages, about 610 MiB: 80 % of its limit</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Messages} messages, about {Bytes / (1024.0 * 1024.0):0.###} MiB: {Fill * 100:0} % of its limit");
}
