using System.Collections.Concurrent;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Queues;
using Altimeter.Testing.Launchers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Queues;

/// <summary>Queues without order on the bus in memory. What needs a broker (redelivery, returns, refusals) is in the integration tests.</summary>
public sealed class BatchConsumerTests : IAsyncDisposable
{
    private const string Queue = "publisher-test-0123456789ab";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly string _letters = Path.GetTempFileName();
    private readonly Sink _sink = new();
    private WebApplication? _app;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
        File.Delete(_letters);
    }

    [Fact]
    public async Task Consume_AsManyAsABatchTakes_ComeAtOnceLongBeforeTheTimeLimit()
    {
        await StartAsync(batch: 10, limit: "00:00:05");

        await SendAsync(Enumerable.Range(0, 20));

        await _sink.WaitForAsync(20);
        Assert.Equal([10, 10], _sink.Batches);
    }

    [Fact]
    public async Task Consume_FewerThanABatch_ComeWhenTheTimeLimitIsOver()
    {
        await StartAsync(batch: 200, limit: "00:00:00.200");

        await SendAsync(Enumerable.Range(0, 7));

        await _sink.WaitForAsync(7);
        Assert.Equal(7, _sink.Batches.Sum());
        Assert.Empty(Letters());
    }

    [Fact]
    public async Task Consume_OneBadMessageAmongGoodOnes_IsSetAsideAloneAfterThreeTries()
    {
        _sink.Poison = 4;
        await StartAsync(batch: 10, limit: "00:00:05");

        await SendAsync(Enumerable.Range(0, 10));

        await _sink.WaitForAsync(9);
        await WaitForAsync("the dead letter", () => Letters().Count == 1);
        var letter = Assert.Single(Letters());
        Assert.Equal(("failed", 3, Queue), (letter.GetProperty("altimeter-reason").GetString(), letter.GetProperty("altimeter-attempts").GetInt32(), letter.GetProperty("altimeter-source-queue").GetString()));
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9], _sink.Seen.Distinct().Order());
    }

    [Fact]
    public async Task Stop_WithAnOpenBatch_WaitsForItAndSetsNothingAside()
    {
        _sink.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(batch: 3, limit: "00:00:05");
        await SendAsync(Enumerable.Range(0, 3));
        await _sink.Holding.Task.WaitAsync(Deadline);

        var stop = _app!.StopAsync();
        _sink.Hold.SetResult();
        await stop.WaitAsync(Deadline);

        Assert.Equal([0, 1, 2], _sink.Seen.Order());
        Assert.Empty(Letters());
    }

    [Fact]
    public async Task Stop_WithABatchThatDoesNotEnd_CancelsItAndSetsNothingAside()
    {
        _sink.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(batch: 3, limit: "00:00:05");
        await SendAsync(Enumerable.Range(0, 3));
        await _sink.Holding.Task.WaitAsync(Deadline);

        await _app!.StopAsync().WaitAsync(Deadline);

        Assert.Empty(_sink.Seen);
        Assert.Empty(Letters());
    }

    [Fact]
    public async Task SendAsync_MoreThanMemoryTakes_DropsAndCountsWithoutWaiting()
    {
        _sink.Hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await StartAsync(batch: 3, limit: "00:00:05");
        var sender = _app!.Services.GetRequiredService<IQueueSender>();

        var results = new List<bool>();
        for (var i = 0; i < 60; i++) results.Add(await sender.SendAsync(Queue, Message(i, count: 500), Guid.NewGuid(), CancellationToken.None).WaitAsync(Deadline));

        Assert.Equal(50, results.Count(sent => sent)); // 25,000 samples
        var drop = Assert.Single(_app.Services.GetRequiredService<Drops>().Report());
        Assert.Equal(("queue-full", Queue, 5000), drop);
        _sink.Hold.SetResult();
        await _sink.WaitForAsync(50);
        await WaitForAsync("room", () => _app.Services.GetRequiredService<InFlight>().Samples == 0);
        Assert.True(await sender.SendAsync(Queue, Message(60, count: 500), Guid.NewGuid(), CancellationToken.None));
    }

    private static PublishSamples Message(int number, int count = 1) => new() { Count = count, Meters = [number.ToString()], Block = [1] };

    private static Task WaitForAsync(string what, Func<bool> isSo) => Wait.UntilAsync(what, Deadline, _ => Task.FromResult(isSo()), CancellationToken.None);

    private Task SendAsync(IEnumerable<int> numbers)
    {
        var sender = _app!.Services.GetRequiredService<IQueueSender>();
        return Task.WhenAll(numbers.Select(number => sender.SendAsync(Queue, Message(number), Guid.NewGuid(), CancellationToken.None))).WaitAsync(Deadline);
    }

    private IReadOnlyList<JsonElement> Letters() => [.. File.ReadAllLines(_letters).Select(line => JsonDocument.Parse(line).RootElement)];

    private async Task StartAsync(int batch, string limit)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["RabbitMq:MessagesPerBatch"] = batch.ToString();
        builder.Configuration["RabbitMq:BatchTimeLimit"] = limit;
        builder.Services.AddSingleton(new ServiceIdentity("test"));
        builder.Services.AddSingleton<Drops>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_sink);
        builder.AddBatchConsumer<PublishSamples, Consumer>(Queue);
        builder.AddQueueTarget(Queue);
        builder.AddAltimeterBus(BusKind.InMemory, _letters);
        _app = builder.Build();
        await _app.StartAsync().WaitAsync(Deadline);
    }

    private sealed class Consumer(Sink sink) : IBatchConsumer<PublishSamples>
    {
        public async Task ConsumeAsync(IReadOnlyList<DeliveredMessage<PublishSamples>> messages, CancellationToken cancellationToken)
        {
            var numbers = messages.Select(message => int.Parse(message.Message.Meters[0])).ToList();
            if (sink.Hold is { } hold)
            {
                sink.Holding.TrySetResult();
                await hold.Task.WaitAsync(cancellationToken);
            }

            if (sink.Poison is { } poison && numbers.Contains(poison)) throw new InvalidOperationException("poison");
            sink.Add(numbers);
        }
    }

    private sealed class Sink
    {
        private readonly SemaphoreSlim _arrived = new(0);

        public int? Poison { get; set; }

        public TaskCompletionSource? Hold { get; set; }

        public TaskCompletionSource Holding { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<int> Seen { get; } = [];

        public ConcurrentQueue<int> Batches { get; } = [];

        public void Add(List<int> numbers)
        {
            numbers.ForEach(Seen.Enqueue);
            Batches.Enqueue(numbers.Count);
            _arrived.Release(numbers.Count);
        }

        public async Task WaitForAsync(int count)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            for (var i = 0; i < count; i++) await _arrived.WaitAsync(deadline.Token);
        }
    }
}
