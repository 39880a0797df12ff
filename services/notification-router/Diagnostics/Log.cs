namespace Altimeter.NotificationRouter;

/// <summary>Log messages of the router, event ids 2000–2999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "Notifications of type {EventType} are not handled; they are acknowledged and counted")]
    public static partial void Unhandled(this ILogger logger, string eventType);

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "A {Kind} of {Queue} is set aside as {Reason}: {Text}")]
    public static partial void SetAside(this ILogger logger, string kind, string queue, string reason, string text);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "{Notifications} notifications of {Queue} gave {Samples} samples")]
    public static partial void Routed(this ILogger logger, int notifications, string queue, int samples);
}
