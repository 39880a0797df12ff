using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Topology;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Lanes;

/// <summary>An endpoint on the bus that feeds a lane, from its connecting to its orderly end.</summary>
internal sealed class LaneConnection<T>
    where T : class
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AcknowledgeWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(4);

    private readonly LaneAcknowledgements _acknowledgements = new();
    private readonly LaneFeeds _feeds = new();
    private readonly HostReceiveEndpointHandle _endpoint;
    private readonly string _queue;
    private readonly ILogger _logger;

    /// <summary>Connects the endpoint; it begins to consume as soon as the broker is there.</summary>
    public LaneConnection(IServiceProvider services, LaneSet lanes, int lane, OrderedLane<T> ordered, ILogger logger)
    {
        _queue = lanes.QueueOf(lane);
        _logger = logger;
        var deadLetters = services.GetRequiredService<IDeadLetters>();
        var inFlight = services.GetRequiredService<InFlight>();
        _endpoint = services.GetRequiredService<IReceiveEndpointConnector>().ConnectReceiveEndpoint(_queue, (_, endpoint) =>
        {
            endpoint.PublishFaults = false;
            if (endpoint is IRabbitMqReceiveEndpointConfigurator rabbit)
            {
                endpoint.ConfigureConsumeTopology = false;
                RabbitTopology.Apply(rabbit, lanes, lane);
                rabbit.PrefetchCount = services.GetRequiredService<IOptions<RabbitMqOptions>>().Value.LanePrefetch;
                rabbit.ConfigureChannel(pipe => pipe.UseFilter(_feeds));
            }
            else
            {
                endpoint.ConfigureConsumeTopology = lanes.Event is not null;
                endpoint.ConcurrentMessageLimit = 1; // the in-memory transport has no sequence numbers
            }

            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new LaneReceiveFilter<T>(ordered, _feeds)));
            endpoint.ConfigureError(pipe => pipe.UseFilter(new SetAsideFaulted(deadLetters, _queue)));
            endpoint.ConfigureDeadLetter(pipe => pipe.UseFilter(new SetAsideSkipped(deadLetters, _queue)));
            endpoint.Instance(new LaneConsumer<T>(ordered, lanes, _queue, inFlight, _acknowledgements));
        });
        _endpoint.ReceiveEndpoint.ConnectReceiveObserver(_acknowledgements);
    }

    /// <summary>Completes when the endpoint consumes.</summary>
    public Task Ready => _endpoint.Ready;

    /// <summary>Whether it has an open channel at the broker.</summary>
    public bool HasChannel => _feeds.HasOpen;

    /// <summary>Ends it once no batch is in work: acknowledgements sent, channel closed, endpoint forgotten. At most 9 s.</summary>
    public async Task CloseAsync()
    {
        await Task.WhenAny(Ready, Task.Delay(ConnectWithin)); // stopping it on its way up would leave a consumer behind
        await _acknowledgements.WaitAsync(AcknowledgeWithin);
        if (!await _feeds.CloseAsync(CloseWithin)) _logger.LaneCloseTimedOut(_queue);
        try
        {
            await _endpoint.StopAsync(CancellationToken.None).WaitAsync(StopWithin);
        }
        catch (TimeoutException)
        {
            _logger.LaneCloseTimedOut(_queue);
        }
    }
}
