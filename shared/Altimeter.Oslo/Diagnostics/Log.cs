using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Logging;

namespace Altimeter.Oslo;

/// <summary>Log messages of the notifications' transport, event ids 500–599.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 500, Level = LogLevel.Information, Message = "Consuming {Queue} at {Broker}")]
    public static partial void Consuming(this ILogger logger, string queue, string broker);

    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "{Queue} at {Broker} is not consumed: {Reason}; next try in {Seconds:F1} s")]
    public static partial void NotConsuming(this ILogger logger, string queue, string broker, string reason, double seconds);

    [LoggerMessage(EventId = 507, Level = LogLevel.Information, Message = "Left {Queue} at {Broker} to another replica")]
    public static partial void LeftToAnother(this ILogger logger, string queue, string broker);

    [LoggerMessage(EventId = 502, Level = LogLevel.Error, Message = "A batch of {Count} notifications of {Queue} failed; what is not settled is given back")]
    public static partial void BatchFailed(this ILogger logger, Exception exception, int count, string queue);

    [LoggerMessage(EventId = 503, Level = LogLevel.Warning, Message = "The user at {Broker} may not declare or bind exchanges {Exchanges}; bindings that are there stay, none is added")]
    public static partial void NotBound(this ILogger logger, string exchanges, string broker);

    [LoggerMessage(EventId = 504, Level = LogLevel.Information, Message = "Declared {Kind} {Names} at {Broker}: they were missing")]
    public static partial void Declared(this ILogger logger, string kind, string names, string broker);

    [LoggerMessage(EventId = 505, Level = LogLevel.Warning, Message = "Queues {Queues} at {Broker} are not durable: a restart of the broker empties them before anyone can help")]
    public static partial void NotDurable(this ILogger logger, string queues, string broker);

    [LoggerMessage(
        EventId = 508,
        Level = LogLevel.Warning,
        Message = "{Queue} at {Broker} holds {Depth}. When it is full it drops its oldest notifications: Oslo:QueueMode=Own is the one exception to the promise that nothing is lost")]
    public static partial void OwnQueueFills(this ILogger logger, string queue, string broker, OwnQueueDepth depth);

    [LoggerMessage(EventId = 506, Level = LogLevel.Warning, Message = "Publishing to {Exchange} with {RoutingKey} at {Broker} failed: {Reason}; held, next try in {Seconds:F1} s")]
    public static partial void NotPublished(this ILogger logger, string exchange, string routingKey, string broker, string reason, double seconds);
}
