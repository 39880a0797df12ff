using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Lanes;

public sealed class InMemoryLaneTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task SendAsync_ManyMessagesOverTwoHops_ArriveOnceAndInOrder()
    {
        const int messages = 500;
        await using var app = await StartAsync();
        var sender = app.Services.GetRequiredService<ILaneSender>();
        var sink = app.Services.GetRequiredService<Sink>();

        for (var i = 0; i < messages; i++)
        {
            var message = new SamplesCollected { PublisherId = i.ToString(), Lane = 5, Count = 200, Meters = ["m"], Block = [1] };
            await sender.SendAsync(LaneSet.PipelineSamples, 5, message, Guid.NewGuid(), CancellationToken.None).WaitAsync(Deadline);
        }

        await sink.WaitForAsync(messages);
        Assert.Equal(Enumerable.Range(0, messages).Select(i => i.ToString()), sink.Seen);
        await app.StopAsync();
    }

    private static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddSingleton(new ServiceIdentity("test"));
        builder.Services.AddSingleton<Drops>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Sink>();
        builder.AddLaneConsumer<SamplesCollected, Forwarder>(LaneSet.PipelineSamples);
        builder.AddLaneConsumer<PublishSamples, SinkConsumer>(LaneSet.WriterSamples);
        builder.AddAltimeterBus(BusKind.InMemory, Path.GetTempFileName());
        var app = builder.Build();
        await app.StartAsync().WaitAsync(Deadline);
        return app;
    }

    private sealed class Forwarder(ILaneSender sender) : IOrderedBatchConsumer<SamplesCollected>
    {
        public async Task ConsumeAsync(LaneBatch<SamplesCollected> batch, CancellationToken cancellationToken)
        {
            foreach (var message in batch.Messages)
            {
                var next = new PublishSamples { Count = message.Message.Count, Meters = [message.Message.PublisherId], Block = message.Message.Block };
                await sender.SendAsync(LaneSet.WriterSamples, batch.Lane, next, MessageIds.Derive(message.MessageId, "gnocchi"), cancellationToken);
                message.Complete();
            }
        }
    }

    private sealed class SinkConsumer(Sink sink) : IOrderedBatchConsumer<PublishSamples>
    {
        public Task ConsumeAsync(LaneBatch<PublishSamples> batch, CancellationToken cancellationToken)
        {
            foreach (var message in batch.Messages) sink.Add(message.Message.Meters[0]);
            return Task.CompletedTask;
        }
    }

    private sealed class Sink
    {
        private readonly SemaphoreSlim _changed = new(0);

        public ConcurrentQueue<string> Seen { get; } = [];

        public void Add(string name)
        {
            Seen.Enqueue(name);
            _changed.Release();
        }

        public async Task WaitForAsync(int count)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            for (var i = 0; i < count; i++) await _changed.WaitAsync(deadline.Token);
        }
    }
}
