using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting;

/// <summary>Log messages of the shared mechanisms, event ids 100–999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Warning, Message = "{Peer} at {Address} is away: {Reason}; work is held and repeated")]
    public static partial void PeerAway(this ILogger logger, string peer, string address, string reason);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Peer} at {Address} is back after {Seconds:F0} s")]
    public static partial void PeerBack(this ILogger logger, string peer, string address, double seconds);

    [LoggerMessage(EventId = 110, Level = LogLevel.Error, Message = "{Queue}: {Count} messages failed, attempt {Attempt}")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, string queue, int count, int attempt);

    [LoggerMessage(EventId = 116, Level = LogLevel.Warning, Message = "{Queue}: {Count} messages are held and repeated: {Reason}")]
    public static partial void BatchHeld(this ILogger logger, string queue, int count, string reason);

    [LoggerMessage(EventId = 111, Level = LogLevel.Debug, Message = "Took lane {Queue}")]
    public static partial void LaneOpened(this ILogger logger, string queue);

    [LoggerMessage(EventId = 112, Level = LogLevel.Debug, Message = "Gave up lane {Queue}")]
    public static partial void LaneClosed(this ILogger logger, string queue);

    [LoggerMessage(EventId = 115, Level = LogLevel.Information, Message = "Holds {Count} lanes of {Lanes}")]
    public static partial void LanesHeld(this ILogger logger, int count, string lanes);

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "Lane {Queue} did not close in time; what it held goes back to the broker")]
    public static partial void LaneCloseTimedOut(this ILogger logger, string queue);

    [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "Sends to {Queue} fail: {Outcome}; the message is held and repeated")]
    public static partial void SendTrouble(this ILogger logger, string queue, Delivery.SendOutcome outcome);

    [LoggerMessage(EventId = 117, Level = LogLevel.Warning, Message = "{Queue} is full: {Count} items were dropped (told once a minute)")]
    public static partial void QueueFull(this ILogger logger, string queue, long count);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "Set aside a {Kind}, reason {Reason}: {Text} (further ones are counted)")]
    public static partial void SetAside(this ILogger logger, string kind, string reason, string text);

    [LoggerMessage(EventId = 130, Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void ConfigurationWarning(this ILogger logger, string problem);

    [LoggerMessage(EventId = 131, Level = LogLevel.Information, Message = "{Service} {Version} started; health and metrics at {Address}")]
    public static partial void Started(this ILogger logger, string service, string version, string address);
}
