using System.Collections.Concurrent;
using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Queues;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Altimeter.IntegrationTests.Hosting;

/// <summary>A host with the real bus on a real broker: sends to a publisher's queue and, on request, consumes it.</summary>
internal sealed class QueueProcess : IAsyncDisposable
{
    public const string Queue = "publisher-test-0123456789ab";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly WebApplication _app;

    private QueueProcess(WebApplication app) => _app = app;

    public IQueueSender Sender => _app.Services.GetRequiredService<IQueueSender>();

    public Drops Drops => _app.Services.GetRequiredService<Drops>();

    public ConcurrentQueue<string> Log => _app.Services.GetRequiredService<ListLoggerProvider>().Lines;

    /// <param name="brokerUrl">The broker.</param>
    /// <param name="consume">Works on the numbers of a batch; null: does not consume.</param>
    public static async Task<QueueProcess> StartAsync(string brokerUrl, Func<IReadOnlyList<int>, CancellationToken, Task>? consume)
    {
        var app = await BusHost.StartAsync(brokerUrl, "sample-pipeline", builder =>
        {
            builder.AddQueueTarget(Queue);
            if (consume is null) return;
            builder.Services.AddSingleton(consume);
            builder.AddBatchConsumer<PublishSamples, Consumer>(Queue);
        });
        return new QueueProcess(app);
    }

    public Task<bool> SendAsync(int number, CancellationToken token) =>
        Sender.SendAsync(Queue, new PublishSamples { Count = 1, Meters = [number.ToString()], Block = [1, 2, 3] }, Guid.NewGuid(), token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().WaitAsync(Limit);
        await _app.DisposeAsync();
    }

    private sealed class Consumer(Func<IReadOnlyList<int>, CancellationToken, Task> consume) : IBatchConsumer<PublishSamples>
    {
        public Task ConsumeAsync(IReadOnlyList<DeliveredMessage<PublishSamples>> messages, CancellationToken cancellationToken) =>
            consume([.. messages.Select(message => int.Parse(message.Message.Meters[0]))], cancellationToken);
    }
}
