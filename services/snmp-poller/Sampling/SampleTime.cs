using System.Globalization;

namespace Altimeter.SnmpPoller.Sampling;

/// <summary>Times as the reference writes them: UTC without zone, microseconds only when there are some.</summary>
public static class SampleTime
{
    /// <summary>Gives <c>2022-09-12T10:00:00</c> or <c>2022-09-12T10:00:00.123456</c>; what is below a microsecond is cut off.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString(
            time.Ticks % TimeSpan.TicksPerSecond < TimeSpan.TicksPerMicrosecond ? "yyyy-MM-ddTHH:mm:ss" : "yyyy-MM-ddTHH:mm:ss.ffffff",
            CultureInfo.InvariantCulture);
}
