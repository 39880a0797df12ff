using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Lanes;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>A host with the real bus on a real broker: sends into the writer's lanes and, on request, consumes them into a list.</summary>
internal sealed class LaneProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;

    private LaneProcess(WebApplication app) => _app = app;

    public ILaneSender Sender => _app.Services.GetRequiredService<ILaneSender>();

    public Received Received => _app.Services.GetRequiredService<Received>();

    public ConcurrentQueue<string> Log => _app.Services.GetRequiredService<ListLoggerProvider>().Lines;

    /// <summary>Lanes that it holds and is consuming.</summary>
    public IReadOnlyList<string> Lanes => [.. _app.Services.GetRequiredService<LaneHost>().Held.Where(lane => lane.IsConsuming).Select(lane => lane.Queue)];

    public static async Task<LaneProcess> StartAsync(string brokerUrl, string name, bool consumes, Action<Received>? configure = null, params KeyValuePair<string, string?>[] settings)
    {
        var received = new Received();
        configure?.Invoke(received);
        var app = await BusHost.StartAsync(
            brokerUrl,
            name,
            builder =>
            {
                builder.Services.AddSingleton(received);
                if (consumes) builder.AddLaneConsumer<PublishSamples, Consumer>(LaneSet.WriterSamples);
                else builder.AddLaneTarget(LaneSet.WriterSamples).AddLaneTarget(LaneSet.PipelineSamples);
            },
            settings);
        return new LaneProcess(app);
    }

    public static PublishSamples Message(int number) => new() { Count = 1, Meters = [number.ToString()], Block = [1, 2, 3] };

    public Task SendAsync(int lane, int number, CancellationToken token) => Sender.SendAsync(LaneSet.WriterSamples, lane, Message(number), Guid.NewGuid(), token);

    public async Task<HealthReport> HealthAsync() => await _app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    public Task StopAsync() => _app.StopAsync().WaitAsync(Limit);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>Has the broker close the channel of the next delivery: it acknowledges what was never delivered (406).</summary>
    public async Task LoseAChannelAsync(CancellationToken token)
    {
        var observer = new ChannelOfNextDelivery();
        using var connected = _app.Services.GetRequiredService<IBusControl>().ConnectReceiveObserver(observer);
        var channel = await observer.Channel.Task.WaitAsync(token);
        await channel.BasicAckAsync(999_999, multiple: false, token);
    }

    private sealed class ChannelOfNextDelivery : IReceiveObserver
    {
        public TaskCompletionSource<IChannel> Channel { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PreReceive(ReceiveContext context)
        {
            if (context.TryGetPayload<ChannelContext>(out var channel)) Channel.TrySetResult(channel.Channel);
            return Task.CompletedTask;
        }

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => Task.CompletedTask;

        public Task ReceiveFault(ReceiveContext context, Exception exception) => Task.CompletedTask;
    }

    private sealed class Consumer : IOrderedBatchConsumer<PublishSamples>
    {
        private readonly Received _received;

        public Consumer(Received received)
        {
            _received = received;
            received.CountConsumer();
        }

        public async Task ConsumeAsync(LaneBatch<PublishSamples> batch, CancellationToken cancellationToken)
        {
            foreach (var message in batch.Messages)
            {
                if (_received.Hold is { } hold)
                {
                    _received.Held.TrySetResult();
                    await hold.WaitAsync(cancellationToken);
                }

                _received.Add(batch.Lane, int.Parse(message.Message.Meters[0]));
                message.Complete();
            }
        }
    }
}

/// <summary>What a <see cref="LaneProcess"/> consumed, by lane, in order.</summary>
internal sealed class Received
{
    private readonly ConcurrentDictionary<int, List<int>> _byLane = new();
    private int _consumers;

    /// <summary>Consumption waits for this; null: it does not wait.</summary>
    public Task? Hold { get; set; }

    /// <summary>Completes when something is held.</summary>
    public TaskCompletionSource Held { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes the same, of several replicas in the order of their work; null: nobody.</summary>
    public Received? Shared { get; set; }

    /// <summary>Consumers made so far: one per lane and ownership.</summary>
    public int Consumers => Volatile.Read(ref _consumers);

    public void CountConsumer() => Interlocked.Increment(ref _consumers);

    public void Add(int lane, int number)
    {
        var list = _byLane.GetOrAdd(lane, _ => []);
        lock (list) list.Add(number);
        Shared?.Add(lane, number);
    }

    public IReadOnlyList<int> Of(int lane)
    {
        if (!_byLane.TryGetValue(lane, out var list)) return [];
        lock (list) return [.. list];
    }
}
