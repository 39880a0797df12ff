namespace Altimeter.NotificationRouter;

/// <summary>Log messages of the router, event ids 2000–2999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "Notifications of type {EventType} are not handled; they are acknowledged and counted")]
    public static partial void Unhandled(this ILogger logger, string eventType);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "A {Kind} of {Queue} is set aside as {Reason}: {Text}")]
    public static partial void SetAside(this ILogger logger, string kind, string queue, string reason, string text);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Error, Message = "{Count} notifications of {Queue} failed; they are tried again in halves")]
    public static partial void RoutingFailed(this ILogger logger, Exception exception, int count, string queue);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "{Count} notifications of {Queue} were held longer than Oslo:WhenFull allows: dropped (further ones are counted)")]
    public static partial void HeldTooLong(this ILogger logger, int count, string queue);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "{Notifications} notifications of {Queue} gave {Samples} samples")]
    public static partial void Routed(this ILogger logger, int notifications, string queue, int samples);
}
