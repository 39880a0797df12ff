using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.CommandLine;

/// <summary>What a broker's client reports, as one line for an operator.</summary>
public static class BrokerFault
{
    /// <summary>The innermost cause: why no host answers, or what the broker says.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        BrokerUnreachableException { InnerException: AggregateException { InnerException: { } inner } } => Describe(inner),
        BrokerUnreachableException { InnerException: { } inner } => Describe(inner),
        ConnectFailureException { InnerException: { } inner } => inner.Message,
        OperationInterruptedException { ShutdownReason: { } reason } => reason.ReplyText,
        null => "",
        _ => exception.Message,
    };
}
