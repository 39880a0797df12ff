using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting;

/// <summary>Log messages of the shared mechanisms, event ids 100–999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Warning, Message = "{Peer} at {Address} is away: {Reason}; work is held and repeated")]
    public static partial void PeerAway(this ILogger logger, string peer, string address, string reason);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Peer} at {Address} is back after {Seconds:F0} s")]
    public static partial void PeerBack(this ILogger logger, string peer, string address, double seconds);
}
