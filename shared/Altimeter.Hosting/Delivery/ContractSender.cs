using MassTransit;

namespace Altimeter.Hosting.Delivery;

/// <summary>Sends one contract message once: mandatory, confirmed, with a deadline; the outcome is a value.</summary>
/// <remarks>
/// MassTransit hides a refusal: it repeats inside until the token ends. <see cref="RefusalObserver"/> sees it first and ends that send
/// through the <see cref="Refusal"/> that travels in its context.
/// A first send that meets the end of the broker does not hear its token: it is abandoned, and what it may still send is a repeat.
/// </remarks>
internal sealed class ContractSender(IBus bus, TimeProvider time)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public async Task<SendOutcome> SendAsync<T>(SendAddress address, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        using var abandon = new CancellationTokenSource(Deadline + Grace, time);
        using var refusal = new Refusal();
        using var token = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token, refusal.Token);
        try
        {
            if (address.RoutingKey is not null)
            {
                await bus.Publish(message, context => Prepare(context, messageId, refusal, address.RoutingKey), token.Token).WaitAsync(abandon.Token);
            }
            else
            {
                var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{address.Name}")).WaitAsync(token.Token);
                await endpoint.Send(message, context => Prepare(context, messageId, refusal, null), token.Token).WaitAsync(abandon.Token);
            }

            return SendOutcome.Confirmed;
        }
        catch (MessageReturnedException)
        {
            return SendOutcome.Returned;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && (token.IsCancellationRequested || TransientFaults.Is(e) || e is MassTransitException))
        {
            return refusal.Token.IsCancellationRequested ? SendOutcome.Refused : SendOutcome.TimedOut;
        }
    }

    private static void Prepare(SendContext context, Guid messageId, Refusal refusal, string? routingKey)
    {
        context.MessageId = messageId;
        context.GetOrAddPayload(() => refusal);
        if (!context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) return;
        rabbit.Mandatory = true;
        if (routingKey is not null) rabbit.SetRoutingKey(routingKey);
    }
}

/// <summary>Travels with a send and ends it when the broker refuses the message.</summary>
internal sealed class Refusal : IDisposable
{
    private readonly CancellationTokenSource _source = new();

    public CancellationToken Token => _source.Token;

    public void Refuse() => _source.Cancel();

    public void Dispose() => _source.Dispose();
}

/// <summary>Recognises negative confirms before MassTransit repeats the send.</summary>
internal sealed class RefusalObserver : ISendObserver, IPublishObserver
{
    public Task PreSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Task.CompletedTask;

    public Task SendFault<T>(SendContext<T> context, Exception exception)
        where T : class => Observe(context, exception);

    public Task PrePublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Observe(context, exception);

    private static Task Observe(SendContext context, Exception exception)
    {
        // The transport wraps what the client threw.
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is RabbitMQ.Client.Exceptions.PublishException { IsReturn: false } && context.TryGetPayload<Refusal>(out var refusal)) refusal.Refuse();
        }

        return Task.CompletedTask;
    }
}
