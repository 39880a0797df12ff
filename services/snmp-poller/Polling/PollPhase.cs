using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>When a device is due: <c>hash(device) mod interval + k · interval</c> since the Unix epoch, the same on every replica of every version.</summary>
public static class PollPhase
{
    /// <summary>Gives the phase of a device: the first 8 bytes of SHA-256 of its resource id (big-endian) modulo the interval in milliseconds.</summary>
    /// <param name="resourceId">Resource id of the device.</param>
    /// <param name="interval">Whole milliseconds, more than 0.</param>
    /// <returns>Whole milliseconds, less than the interval.</returns>
    public static TimeSpan Of(string resourceId, TimeSpan interval)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(resourceId), hash);
        return TimeSpan.FromMilliseconds((long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)(interval.Ticks / TimeSpan.TicksPerMillisecond)));
    }

    /// <summary>Gives the last tick that is not after a time.</summary>
    public static DateTimeOffset LastTick(DateTimeOffset time, TimeSpan phase, TimeSpan interval)
    {
        var sincePhase = (time - DateTimeOffset.UnixEpoch - phase).Ticks;
        var into = ((sincePhase % interval.Ticks) + interval.Ticks) % interval.Ticks;
        return time.AddTicks(-into).ToUniversalTime();
    }
}
