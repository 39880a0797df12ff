using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Topology;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Lanes;

/// <summary>One lane that this process holds: its endpoint on the bus, its order, and the consumer that works on it.</summary>
internal sealed class LaneEndpoint<T> : ILaneEndpoint
    where T : class
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(4);

    private readonly OrderedLane<T> _lane;
    private readonly bool _drains;
    private readonly HostReceiveEndpointHandle _endpoint;
    private readonly object _consumer;
    private readonly string _queue;
    private readonly ILogger _logger;

    /// <summary>Connects the endpoint; it begins to consume as soon as the broker is there.</summary>
    public LaneEndpoint(IServiceProvider services, LaneSubscription subscription, int lane)
    {
        var options = services.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
        var deadLetters = services.GetRequiredService<IDeadLetters>();
        var inFlight = services.GetRequiredService<InFlight>();
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<LaneHost>();
        _drains = services.GetRequiredService<BusKind>() == BusKind.InMemory; // no broker keeps what is given back
        _queue = subscription.Lanes.QueueOf(lane);
        var consumer = (IOrderedBatchConsumer<T>)ActivatorUtilities.CreateInstance(services, subscription.ConsumerType);
        _consumer = consumer;
        var time = services.GetRequiredService<TimeProvider>();
        _lane = new OrderedLane<T>(
            options.MessagesPerBatch,
            new LaneBatchRunner<T>(_queue, (messages, token) => consumer.ConsumeAsync(new LaneBatch<T>(lane, messages), token), deadLetters, time, _logger));

        _endpoint = services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint(_queue, (_, endpoint) =>
        {
            endpoint.PublishFaults = false;
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                endpoint.ConfigureConsumeTopology = false;
                RabbitTopology.Apply(rabbit, subscription.Lanes, lane);
                rabbit.PrefetchCount = options.LanePrefetch;
            }
            else
            {
                endpoint.ConfigureConsumeTopology = subscription.Lanes.Event is not null;
                endpoint.ConcurrentMessageLimit = 1; // the in-memory transport has no sequence numbers
            }

            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new LaneReceiveFilter<T>(_lane)));
            endpoint.ConfigureError(pipe => pipe.UseFilter(new SetAsideFaulted(deadLetters, _queue)));
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new SetAsideSkipped(deadLetters, _queue)));
            endpoint.Instance(new LaneConsumer<T>(_lane, subscription.Lanes, _queue, inFlight));
        });
    }

    public Task Ready => _endpoint.Ready;

    public string Queue => _queue;

    public int Waiting => _lane.Waiting;

    /// <summary>Finishes the batch in work, gives back what waits (in memory: works it off), and closes the endpoint: at most 11 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_drains) await _lane.DrainAsync(DrainWithin);
        await _lane.StopAsync(FinishWithin);
        try
        {
            await _endpoint.StopAsync(CancellationToken.None).WaitAsync(CloseWithin);
            _logger.LaneClosed(_queue);
        }
        catch (TimeoutException)
        {
            _logger.LaneCloseTimedOut(_queue);
        }

        await _lane.DisposeAsync();
        if (_consumer is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
        else (_consumer as IDisposable)?.Dispose();
    }
}
