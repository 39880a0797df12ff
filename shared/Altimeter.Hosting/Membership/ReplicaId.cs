using System.Security.Cryptography;
using System.Text;

namespace Altimeter.Hosting.Membership;

/// <summary>Names of this start of a process: one per process, new each time.</summary>
internal static class ReplicaId
{
    /// <summary>Longest name of a queue, bytes (AMQP 0-9-1 §1.7.2.1: short strings).</summary>
    public const int LongestQueueName = 255;

    private const int LongestHost = 160;

    /// <summary>Host and eight random hexadecimal digits, e.g. <c>writer-0-1f6e09ab</c>; of a long host name the end is kept, which tells pods apart.</summary>
    public static string New(string host)
    {
        var safe = new StringBuilder(host.Length);
        foreach (var c in host) safe.Append(char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' ? c : '-');
        if (safe.Length > LongestHost) safe.Remove(0, safe.Length - LongestHost);
        return $"{(safe.Length == 0 ? "host" : safe)}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    }
}
