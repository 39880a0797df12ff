using System.Diagnostics;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter;
using Altimeter.GnocchiWriter.Consumers;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.OpenStack.Gnocchi;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Refit;
using Xunit;

namespace Altimeter.UnitTests.GnocchiWriter;

/// <summary>The writer as composed, in front of a scripted Gnocchi, with a clock that runs only while somebody waits.</summary>
internal sealed class WriterHarness : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IHost _host;

    public WriterHarness(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value)));
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddMetrics();
        builder.Logging.AddProvider(Logs);
        builder.Services.AddSingleton<IDeadLetters>(DeadLetters);
        builder.Services.Configure<CeilometerOptions>(builder.Configuration.GetSection("Ceilometer"));
        builder.AddGnocchiWriter();
        builder.Services.AddSingleton(provider =>
        {
            var client = new HttpClient(Gnocchi);
            GnocchiRegistration.Configure(client, provider.GetRequiredService<IOptions<GnocchiOptions>>().Value);
            return RestService.ForGenerated<IGnocchiApi>(client, GnocchiRegistration.Settings());
        });
        _host = builder.Build();
        Consumer = ActivatorUtilities.CreateInstance<SampleConsumer>(_host.Services);
        foreach (var type in ResourceTypes.All) AddType(type);
    }

    public GnocchiDouble Gnocchi { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));

    public RecordingDeadLetters DeadLetters { get; } = new();

    public ListLoggerProvider Logs { get; } = new();

    public SampleConsumer Consumer { get; }

    public IServiceProvider Services => _host.Services;

    public WriterStatus Status => Services.GetRequiredService<WriterStatus>();

    public Drops Drops => Services.GetRequiredService<Drops>();

    public static Sample Sample(
        string meter, string? resource, string volume, string timestamp = "2026-11-25T10:00:00", string metadata = """{"resource_url": "snmp://h"}""", string? unit = "B") =>
        new()
        {
            Name = meter,
            Type = "gauge",
            Unit = unit,
            Volume = System.Text.Encoding.UTF8.GetBytes(volume),
            UserId = "u1",
            ProjectId = "p1",
            ResourceId = resource,
            Timestamp = timestamp,
            Metadata = System.Text.Encoding.UTF8.GetBytes(metadata),
            Source = "hardware",
            Id = Guid.NewGuid().ToString(),
        };

    public static DeliveredMessage<PublishSamples> Message(IReadOnlyDictionary<string, string>? options, params Sample[] samples) => Message(
        new PublishSamples
        {
            Count = samples.Length,
            Meters = [.. samples.Select(s => s.Name).Distinct()],
            Block = SampleBlock.Pack(samples),
            Options = options,
        });

    public static DeliveredMessage<PublishSamples> Message(PublishSamples message) => new()
    {
        Message = message,
        MessageId = Guid.NewGuid(),
        ToDeadLetter = (reason, text) => new DeadLetter { Kind = "message", Reason = reason, Text = text, Body = message.Block },
    };

    /// <summary>The same message once more, as the broker brings it when it was not acknowledged.</summary>
    public static DeliveredMessage<PublishSamples> Again(DeliveredMessage<PublishSamples> message) =>
        new() { Message = message.Message, MessageId = message.MessageId, IsRedelivered = true, ToDeadLetter = message.ToDeadLetter };

    public void AddType(ResourceType type) => Gnocchi.Types[type.Name] = System.Text.Json.Nodes.JsonNode.Parse(
        System.Text.Json.JsonSerializer.Serialize(type, GnocchiJsonContext.Default.ResourceType))!["attributes"]!.DeepClone().AsObject();

    public Task WriteAsync(params Sample[] samples) => ConsumeAsync(Message(null, samples));

    public Task WriteAsync(IReadOnlyDictionary<string, string> options, params Sample[] samples) => ConsumeAsync(Message(options, samples));

    public Task ConsumeAsync(params DeliveredMessage<PublishSamples>[] messages) => RunAsync(Consumer.ConsumeAsync(new LaneBatch<PublishSamples>(3, messages), default));

    /// <summary>Lets the clock run until the work is done.</summary>
    public async Task RunAsync(Task work)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; !work.IsCompleted; i++)
        {
            if (watch.Elapsed > Limit) throw new TimeoutException("the writer does not come to an end");
            await Task.Yield();
            if (i % 50 == 49) Time.Advance(TimeSpan.FromMilliseconds(500));
            if (i % 500 == 499) await Task.Delay(1); // the processor is the writer's meanwhile; nothing depends on how long
        }

        await work;
    }

    /// <summary>Waits, with the clock standing, until the writer says that Gnocchi fails.</summary>
    public Task WaitForTroubleAsync() => Wait.UntilAsync(
        "the writer to hold", Limit, _ => Task.FromResult(Status.GnocchiTrouble is not null), TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Consumer.Dispose();
        _host.Dispose();
        Gnocchi.Dispose();
    }
}

internal sealed class ListLoggerProvider : ILoggerProvider, ILogger
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

    public void Dispose()
    {
    }
}
