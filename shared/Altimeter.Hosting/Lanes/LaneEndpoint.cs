using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Lanes;

/// <summary>One lane that this process holds: its connection to the bus, its order, and the consumer that works on it.</summary>
internal sealed class LaneEndpoint<T> : ILaneEndpoint
    where T : class
{
    private static readonly TimeSpan FinishWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan DrainWithin = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _gate = new(1);
    private readonly OrderedLane<T> _lane;
    private readonly bool _drains;
    private readonly TimeSpan _giveBackAfter;
    private readonly Func<LaneConnection<T>> _connect;
    private readonly object _consumer;
    private readonly ILogger _logger;
    private readonly ILaneOwnership _ownership;
    private readonly LaneSet _lanes;
    private readonly TimeProvider _time;
    private LaneConnection<T> _connection;
    private long _connectedAt;

    /// <summary>Connects the lane; it begins to consume as soon as the broker is there.</summary>
    public LaneEndpoint(IServiceProvider services, LaneSubscription subscription, int lane)
    {
        var options = services.GetRequiredService<IOptions<RabbitMqOptions>>().Value;
        var time = services.GetRequiredService<TimeProvider>();
        var ownership = _ownership = services.GetRequiredService<ILaneOwnership>();
        (_lanes, _time) = (subscription.Lanes, time);
        _logger = services.GetRequiredService<ILoggerFactory>().CreateLogger<LaneHost>();
        _drains = services.GetRequiredService<BusKind>() == BusKind.InMemory; // no broker keeps what is given back
        _giveBackAfter = options.GiveBackAfter;
        Queue = subscription.Lanes.QueueOf(lane);
        var consumer = (IOrderedBatchConsumer<T>)ActivatorUtilities.CreateInstance(services, subscription.ConsumerType);
        _consumer = consumer;
        var runner = new BatchRunner<T>(
            Queue, (messages, token) => consumer.ConsumeAsync(new LaneBatch<T>(lane, messages), token), services.GetRequiredService<IDeadLetters>(), time, _logger);
        _lane = new OrderedLane<T>(options.MessagesPerBatch, runner, token => ownership.WaitUntilCurrentAsync(subscription.Lanes, token), time);
        _connect = () => new LaneConnection<T>(services, subscription.Lanes, lane, _lane, _logger);
        _connection = _connect();
        _connectedAt = time.GetTimestamp();
    }

    public Task Ready => _connection.Ready;

    public string Queue { get; }

    public int Waiting => _lane.Waiting;

    public async Task GiveBackIfOldAsync()
    {
        if (_drains) return;
        var age = _lane.OldestAge;
        // When a connection dies under an endpoint that is coming up, the transport does not always bring it back.
        if (_connection.HasChannel || !_ownership.IsCurrent(_lanes)) _connectedAt = _time.GetTimestamp();
        var isStuck = _time.GetElapsedTime(_connectedAt) > ConnectAgainAfter;
        if (age < _giveBackAfter && !isStuck) return;
        await _gate.WaitAsync();
        try
        {
            if (_lane.IsStopping) return;
            if (isStuck) _logger.LaneConnectedAgain(Queue);
            else _logger.LaneGivenBack(Queue, age.TotalMinutes);
            await _lane.GiveBackAsync(FinishWithin);
            await _connection.CloseAsync();
            _connection = _connect();
            _connectedAt = _time.GetTimestamp();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Finishes the batch in work (in memory: everything), closes the connection, which gives back what waits, and lets the consumer go: at most 12 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_drains) await _lane.DrainAsync(DrainWithin);
        await _lane.FinishAsync(FinishWithin);
        await _gate.WaitAsync(); // a give-back that is under way
        if (_drains) await _lane.StopAsync(TimeSpan.Zero);
        await _connection.CloseAsync();
        await _lane.DisposeAsync();
        if (_consumer is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
        else (_consumer as IDisposable)?.Dispose();
        _gate.Dispose();
    }
}
