using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.Delivery;

/// <summary>The closed list of failures that mean "the peer is away": hold and repeat. Everything else is a defect of the item or of ours.</summary>
public static class TransientFaults
{
    /// <summary>Tells whether a failure is transient: refused or cut connections, DNS, TLS handshake, time-outs, HTTP 408, 429 and 5xx, and what the broker refuses.</summary>
    public static bool Is(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: { } status } => Is(status),
        HttpRequestException or SocketException or IOException or TimeoutException or AuthenticationException => true,
        OperationCanceledException => true, // not the caller's: somebody's time-out
        AlreadyClosedException or BrokerUnreachableException or OperationInterruptedException or PublishException or ConnectFailureException => true,
        AggregateException { InnerException: { } inner } => Is(inner),
        _ => false,
    };

    /// <summary>Tells whether an HTTP status is transient.</summary>
    public static bool Is(HttpStatusCode status) =>
        status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500;

    /// <summary>Says what happened in a few words.</summary>
    public static string Describe(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => "no answer in time",
        HttpRequestException { StatusCode: { } status } => $"HTTP {(int)status}",
        BrokerUnreachableException { InnerException: { } inner } => Describe(inner),
        AggregateException { InnerException: { } inner } => Describe(inner),
        HttpRequestException { InnerException: SocketException socket } => socket.Message,
        _ => exception.GetBaseException().Message,
    };
}
