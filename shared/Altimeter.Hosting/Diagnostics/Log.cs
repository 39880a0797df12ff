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

    [LoggerMessage(EventId = 111, Level = LogLevel.Information, Message = "Took lane {Queue}")]
    public static partial void LaneOpened(this ILogger logger, string queue);

    [LoggerMessage(EventId = 112, Level = LogLevel.Information, Message = "Gave up lane {Queue}")]
    public static partial void LaneClosed(this ILogger logger, string queue);

    [LoggerMessage(EventId = 116, Level = LogLevel.Error, Message = "Lane {Queue} did not close properly")]
    public static partial void LaneCloseFailed(this ILogger logger, Exception exception, string queue);

    [LoggerMessage(EventId = 113, Level = LogLevel.Warning, Message = "Lane {Queue} did not close in time; what it held goes back to the broker")]
    public static partial void LaneCloseTimedOut(this ILogger logger, string queue);

    [LoggerMessage(EventId = 114, Level = LogLevel.Warning, Message = "Sends to {Queue} fail: {Outcome}; the message is held and repeated")]
    public static partial void SendTrouble(this ILogger logger, string queue, Delivery.SendOutcome outcome);

    [LoggerMessage(EventId = 117, Level = LogLevel.Warning, Message = "{Queue} is full: {Count} items were dropped (told once a minute)")]
    public static partial void QueueFull(this ILogger logger, string queue, long count);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "Set aside a {Kind}, reason {Reason}: {Text} (further ones are counted)")]
    public static partial void SetAside(this ILogger logger, string kind, string reason, string text);

    [LoggerMessage(EventId = 121, Level = LogLevel.Information, Message = "Replays a {Kind} that was set aside, {Id}")]
    public static partial void Replayed(this ILogger logger, string kind, string id);

    [LoggerMessage(EventId = 122, Level = LogLevel.Warning, Message = "{File} is not replayed: {Reason}")]
    public static partial void NotReplayed(this ILogger logger, string file, string reason);

    [LoggerMessage(EventId = 123, Level = LogLevel.Error, Message = "{Queue} is full: what is to be set aside is held, and its source with it; make space with the dead-letters command, or raise the limit (told once a minute)")]
    public static partial void DeadLettersFull(this ILogger logger, string queue);

    [LoggerMessage(EventId = 124, Level = LogLevel.Information, Message = "{Queue} has space again after {Seconds:F0} s")]
    public static partial void DeadLettersHaveSpace(this ILogger logger, string queue, double seconds);

    [LoggerMessage(EventId = 130, Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void ConfigurationWarning(this ILogger logger, string problem);

    [LoggerMessage(EventId = 131, Level = LogLevel.Information, Message = "{Service} {Version} started; health and metrics at {Address}")]
    public static partial void Started(this ILogger logger, string service, string version, string address);

    [LoggerMessage(EventId = 140, Level = LogLevel.Information, Message = "Joined the replicas of {Service} as {Replica}; {Count} others are there")]
    public static partial void Joined(this ILogger logger, string service, string replica, int count);

    [LoggerMessage(EventId = 141, Level = LogLevel.Information, Message = "Heard of {Replica} of {Service}")]
    public static partial void ReplicaFound(this ILogger logger, string service, string replica);

    [LoggerMessage(EventId = 142, Level = LogLevel.Information, Message = "{Replica} of {Service} is gone: no heartbeat for 6 s")]
    public static partial void ReplicaLost(this ILogger logger, string service, string replica);

    [LoggerMessage(EventId = 143, Level = LogLevel.Warning, Message = "No own heartbeat of {Service} came back for 6 s (joined: {HasJoined}): nothing new is begun, and nothing taken over until 30 s after it does")]
    public static partial void MembershipStale(this ILogger logger, string service, bool hasJoined);

    [LoggerMessage(EventId = 144, Level = LogLevel.Warning, Message = "The clock of {Replica} of {Service} differs from ours by {Seconds:F1} s")]
    public static partial void ClockDiffers(this ILogger logger, string service, string replica, double seconds);

    [LoggerMessage(EventId = 145, Level = LogLevel.Warning, Message = "Nobody has held {Key} for {Seconds} s; its owner is {Owner}")]
    public static partial void Unheld(this ILogger logger, string key, int seconds, string owner);

    [LoggerMessage(EventId = 146, Level = LogLevel.Warning, Message = "A heartbeat of {Service} cannot be read: {Problem} (further ones are counted)")]
    public static partial void HeartbeatUnreadable(this ILogger logger, string service, string problem);

    [LoggerMessage(EventId = 147, Level = LogLevel.Information, Message = "Lane {Queue} held its oldest message for {Minutes:F1} min: gives all back and goes on from the head")]
    public static partial void LaneGivenBack(this ILogger logger, string queue, double minutes);
}
