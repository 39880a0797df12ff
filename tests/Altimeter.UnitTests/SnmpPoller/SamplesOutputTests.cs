using System.Text;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Delivery;
using Altimeter.Oslo.Transport;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Diagnostics;
using Altimeter.SnmpPoller.Output;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class SamplesOutputTests
{
    private readonly PollerFixture.KeptLogs _logs = new();
    private readonly Drops _drops = new(new PollerFixture.Meters());
    private readonly RunResult _result = new();
    private readonly FakeTimeProvider _time = new();

    private static List<Sample> Samples(int from, int count) => [.. Enumerable.Range(from, count).Select(i => new Sample
    {
        Name = "m",
        Type = "gauge",
        Source = "hardware",
        ResourceId = $"r{i}",
        Volume = Encoding.ASCII.GetBytes($"{i}"),
        Id = $"{i}",
    })];

    private SamplesOutput Output(ISamplesSender sender, int buffer = 1000) =>
        new(sender, Options.Create(new SnmpPollerOptions { BufferSamples = buffer }), _drops, new PollerMetrics(new PollerFixture.Meters()), _result, _time, _logs.Logger<SamplesOutput>());

    [Fact]
    public async Task Item71_Batches_AreOfTheConfiguredSize()
    {
        var publisher = new KeptNotifications();
        using var output = Output(Notifications(publisher, 50));
        output.Add(Samples(0, 120));
        await output.StartAsync(TestContext.Current.CancellationToken);
        await output.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([50, 50, 20], publisher.Bodies.Select(body => SamplesOf(body).GetArrayLength()));
        await output.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Item71_BatchOfZero_IsOneSampleEach()
    {
        var publisher = new KeptNotifications();
        using var output = Output(Notifications(publisher, 0));
        await output.StartAsync(TestContext.Current.CancellationToken);
        output.Add(Samples(0, 120));
        await output.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(120, publisher.Bodies.Count);
        await output.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Item72And73_Notification_IsSignedAndNamedAsTheReferences()
    {
        var publisher = new KeptNotifications();
        var sample = new Sample
        {
            Name = "hardware.cpu.load.1min",
            Type = "gauge",
            Unit = "process",
            Volume = "0.25"u8.ToArray(),
            ResourceId = "10.0.0.5",
            Source = "hardware",
            Timestamp = "2022-09-12T10:00:00.123456",
            Id = "6f1f6c8a-3283-11ed-a261-0242ac120002",
            Metadata = "{\"resource_url\":\"snmp://public@10.0.0.5\"}"u8.ToArray(),
        };

        await Notifications(publisher, 50).SendAsync([sample], TestContext.Current.CancellationToken);
        await Notifications(publisher, 50, "").SendAsync([sample], TestContext.Current.CancellationToken);

        Assert.Equal(("ceilometer", "notifications.sample"), publisher.Addresses[0]);
        var message = Message(publisher.Bodies[0]);
        Assert.Equal("telemetry.polling", message.GetProperty("event_type").GetString());
        Assert.Equal("ceilometer.polling", message.GetProperty("publisher_id").GetString());
        Assert.Equal("SAMPLE", message.GetProperty("priority").GetString());
        Assert.Equal("0cb208316ab0246faee327c64fe07ad58899f82ea558dac77a5c55b0f09958a9", SamplesOf(publisher.Bodies[0])[0].GetProperty("message_signature").GetString());
        Assert.Equal("", SamplesOf(publisher.Bodies[1])[0].GetProperty("message_signature").GetString());
        Assert.Equal(
            ["source", "counter_name", "counter_type", "counter_unit", "counter_volume", "user_id", "project_id", "resource_id", "timestamp", "resource_metadata", "message_id", "monotonic_time", "message_signature"],
            SamplesOf(publisher.Bodies[0])[0].EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Item76_BrokerAway_PollingGoesOnMemoryIsBoundedLossIsCounted()
    {
        var sender = new HeldSender();
        using var output = Output(sender, buffer: 600);
        await output.StartAsync(TestContext.Current.CancellationToken);
        output.Add(Samples(0, 100));
        await sender.Began.WaitAsync(TestContext.Current.CancellationToken);

        for (var i = 1; i < 10; i++) output.Add(Samples(i * 100, 100));

        Assert.Equal(600, output.Waiting);
        Assert.Equal(400, _drops.Total);
        Assert.Equal(("buffer-full", "m", 400L), Assert.Single(_drops.Report()));
        Assert.Single(_logs.Lines);

        sender.Release();
        await output.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal([.. Enumerable.Range(0, 100), .. Enumerable.Range(500, 500)], sender.Sent.Select(sample => int.Parse(sample.Id)));
        await output.StopAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(_logs.Lines, line => line.Contains("could not be sent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StopAsync_BrokerAway_TellsWhatIsLeft()
    {
        var sender = new HeldSender();
        using var output = Output(sender);
        await output.StartAsync(TestContext.Current.CancellationToken);
        output.Add(Samples(0, 120));
        await sender.Began.WaitAsync(TestContext.Current.CancellationToken);

        var stop = output.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stop.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(12));
        await stop;

        Assert.Contains("Stopped with 120 samples", Assert.Single(_logs.Lines));
        Assert.Equal(ExitCode.Incomplete, _result.ExitCode);
    }

    [Fact]
    public async Task Send_DefectOfTheSender_IsCountedAndTheRestGoesOn()
    {
        var sender = new HeldSender { FailOnce = true };
        using var output = Output(sender);
        await output.StartAsync(TestContext.Current.CancellationToken);
        output.Add(Samples(0, 10));
        sender.Release();
        await output.FlushAsync(TestContext.Current.CancellationToken);
        output.Add(Samples(10, 10));
        await output.FlushAsync(TestContext.Current.CancellationToken);
        Assert.Equal(10, _drops.Total);
        Assert.Equal(10, sender.Sent.Count);
        await output.StopAsync(TestContext.Current.CancellationToken);
    }

    private NotificationsSender Notifications(KeptNotifications publisher, int batchSize, string secret = "change this for valid signing") => new(
        publisher,
        Options.Create(new SnmpPollerOptions { BatchSize = batchSize }),
        Options.Create(new OsloOptions()),
        Options.Create(new CeilometerOptions { TelemetrySecret = secret }),
        _time);

    private static JsonElement Message(byte[] body) =>
        JsonDocument.Parse(JsonDocument.Parse(body).RootElement.GetProperty("oslo.message").GetString()!).RootElement;

    private static JsonElement SamplesOf(byte[] body) => Message(body).GetProperty("payload").GetProperty("samples");

    private sealed class KeptNotifications : INotificationPublisher
    {
        public List<byte[]> Bodies { get; } = [];

        public List<(string Exchange, string RoutingKey)> Addresses { get; } = [];

        public Task PublishAsync(string exchange, string routingKey, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
        {
            Bodies.Add(body.ToArray());
            Addresses.Add((exchange, routingKey));
            return Task.CompletedTask;
        }
    }

    private sealed class HeldSender : ISamplesSender
    {
        private readonly TaskCompletionSource _began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Lines => 1;

        public int BatchSize => 100;

        public bool FailOnce { get; set; }

        public List<Sample> Sent { get; } = [];

        public Task Began => _began.Task;

        public void Release() => _released.TrySetResult();

        public int LineOf(Sample sample) => 0;

        public async Task SendAsync(IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
        {
            _began.TrySetResult();
            await _released.Task.WaitAsync(cancellationToken);
            if (FailOnce)
            {
                FailOnce = false;
                throw new FormatException("a defect");
            }

            Sent.AddRange(samples);
        }
    }
}
