using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Topology;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Queues;

/// <summary>The endpoint of one queue without order: MassTransit collects the batches.</summary>
internal sealed class QueueEndpoint<TMessage, TConsumer> : IQueueEndpoint
    where TMessage : class
    where TConsumer : class, IBatchConsumer<TMessage>
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(6);

    private readonly CancellationTokenSource _stop = new();
    private readonly HostReceiveEndpointHandle _endpoint;
    private readonly TConsumer _consumer;
    private readonly ILogger _logger;

    /// <summary>Connects the endpoint; it begins to consume as soon as the broker is there.</summary>
    public QueueEndpoint(IServiceProvider services, string queue)
    {
        Queue = queue;
        var options = services.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
        var deadLetters = services.GetRequiredService<IDeadLetters>();
        var inFlight = services.GetRequiredService<InFlight>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<QueueHost>();
        _consumer = ActivatorUtilities.CreateInstance<TConsumer>(services);
        var runner = new BatchRunner<TMessage>(queue, _consumer.ConsumeAsync, deadLetters, services.GetRequiredService<TimeProvider>(), _logger);

        _endpoint = services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint(queue, (_, endpoint) =>
        {
            endpoint.PublishFaults = false;
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PrefetchCount = 2 * options.ConcurrentBatches * options.MessagesPerBatch; // the next batch fills while one is worked on
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit) RabbitTopology.Apply(rabbit);
            endpoint.ConfigureError(pipe => pipe.UseFilter(new SetAsideFaulted(deadLetters, queue)));
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new SetAsideSkipped(deadLetters, queue)));
            endpoint.Batch<TMessage>(batch =>
            {
                batch.MessageLimit = options.MessagesPerBatch;
                batch.TimeLimit = options.BatchTimeLimit;
                batch.ConcurrencyLimit = options.ConcurrentBatches;
                batch.Consumer(() => new QueueBatchConsumer<TMessage>(queue, runner, inFlight, _stop.Token));
            });
        });
    }

    public Task Ready => _endpoint.Ready;

    public string Queue { get; }

    /// <summary>Takes no more, lets open batches finish, gives the rest back and closes: at most 8 s.</summary>
    public async ValueTask DisposeAsync()
    {
        var closing = _endpoint.StopAsync(CancellationToken.None);
        if (await Task.WhenAny(closing, Task.Delay(FinishWithin)) != closing) await _stop.CancelAsync();
        try
        {
            await closing.WaitAsync(CloseWithin);
        }
        catch (TimeoutException)
        {
            _logger.LaneCloseTimedOut(Queue);
        }

        _stop.Dispose();
        if (_consumer is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
        else (_consumer as IDisposable)?.Dispose();
    }
}
