namespace Altimeter.SnmpPoller;

/// <summary>Log messages of the poller, event ids 1000–1999. None holds a community, a password or a URL with them.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1000, Level = LogLevel.Information, Message = "Polls {Devices} devices by {Sources} sources, {Meters} meters defined")]
    public static partial void Polls(this ILogger logger, int devices, int sources, int meters);

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "{Device} at {Address} does not answer: {Reason}")]
    public static partial void DeviceDown(this ILogger logger, string device, string address, string reason);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "{Device} at {Address} answers again, {Samples} samples")]
    public static partial void DeviceUp(this ILogger logger, string device, string address, int samples);

    [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "{Device}: {What} fails: {Reason}")]
    public static partial void PollFails(this ILogger logger, string device, string what, string reason);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "{Device}: {What} works again")]
    public static partial void PollWorks(this ILogger logger, string device, string what);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Warning, Message = "{Device}: skipped {Ticks} ticks of {Interval}: the visit before is still under way, or the process was late")]
    public static partial void TicksSkipped(this ILogger logger, string device, long ticks, TimeSpan interval);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "The wall clock stepped by {Seconds:F3} s; the schedule follows it")]
    public static partial void ClockStepped(this ILogger logger, double seconds);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "A visit of {Device} ended in a defect")]
    public static partial void VisitFailed(this ILogger logger, Exception exception, string device);

    [LoggerMessage(EventId = 1010, Level = LogLevel.Warning, Message = "The buffer of {Capacity} samples is full; {Count} of the oldest were dropped since the last report")]
    public static partial void BufferFull(this ILogger logger, int capacity, long count);

    [LoggerMessage(EventId = 1011, Level = LogLevel.Warning, Message = "Stopped with {Count} samples that could not be sent")]
    public static partial void SamplesLeft(this ILogger logger, long count);

    [LoggerMessage(EventId = 1012, Level = LogLevel.Error, Message = "{Count} samples cannot be sent and were dropped")]
    public static partial void SamplesUnsendable(this ILogger logger, Exception exception, int count);

    [LoggerMessage(EventId = 1013, Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void SecurityWeak(this ILogger logger, string warning);
}
