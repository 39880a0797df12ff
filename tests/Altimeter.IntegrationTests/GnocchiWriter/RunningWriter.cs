using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter;
using Altimeter.GnocchiWriter.Consumers;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Altimeter.IntegrationTests.GnocchiWriter;

/// <summary>The writer as composed, in front of a real Gnocchi; the messages of its lane come from the test.</summary>
internal sealed class RunningWriter : IDisposable
{
    public const string Meter = "hardware.memory.used";

    private readonly IHost _host;
    private readonly SampleConsumer _consumer;

    public RunningWriter(GnocchiServer gnocchi)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create<string, string?>("Gnocchi:Endpoint", gnocchi.Endpoint)]);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<IDeadLetters>(DeadLetters);
        builder.Services.Configure<CeilometerOptions>(builder.Configuration.GetSection("Ceilometer"));
        builder.AddGnocchiWriter();
        builder.Services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Line(this)));
        _host = builder.Build();
        _consumer = ActivatorUtilities.CreateInstance<SampleConsumer>(_host.Services);
    }

    public RecordingDeadLetters DeadLetters { get; } = new();

    /// <summary>Called after Gnocchi has answered; an exception cuts the connection, so that the writer never sees the answer.</summary>
    public Action<HttpRequestMessage>? Answered { get; set; }

    public static DeliveredMessage<PublishSamples> Message(string? policy, params (string Resource, DateTime Time, double Value)[] samples)
    {
        var block = SampleBlock.Pack([.. samples.Select(sample => new Sample
        {
            Name = Meter,
            Type = "gauge",
            Unit = "B",
            Volume = Encoding.UTF8.GetBytes(FormattableString.Invariant($"{sample.Value}")),
            ResourceId = sample.Resource,
            Timestamp = TextOf(sample.Time),
            Metadata = """{"resource_url": "snmp://h"}"""u8.ToArray(),
            Source = "hardware",
            Id = Guid.NewGuid().ToString(),
        })]);
        return Of(
            new PublishSamples
            {
                Count = samples.Length,
                Meters = [Meter],
                Block = block,
                Options = policy is null ? null : new Dictionary<string, string> { ["archive_policy"] = policy },
            },
            Guid.NewGuid());
    }

    /// <summary>The same message, delivered again.</summary>
    public static DeliveredMessage<PublishSamples> Again(DeliveredMessage<PublishSamples> message) => Of(message.Message, message.MessageId, isRedelivered: true);

    public static string TextOf(DateTime time) => FormattableString.Invariant($"{time:yyyy-MM-dd'T'HH:mm:ss.fffffff}");

    /// <summary>Has one batch written.</summary>
    public Task ConsumeAsync(CancellationToken token, params DeliveredMessage<PublishSamples>[] messages) =>
        _consumer.ConsumeAsync(new LaneBatch<PublishSamples>(0, messages), token);

    public void Dispose()
    {
        _consumer.Dispose();
        _host.Dispose();
    }

    private static DeliveredMessage<PublishSamples> Of(PublishSamples message, Guid id, bool isRedelivered = false) => new()
    {
        Message = message,
        MessageId = id,
        IsRedelivered = isRedelivered,
        ToDeadLetter = (reason, text) => new DeadLetter { Kind = "message", Reason = reason, Text = text, Body = message.Block },
    };

    private sealed class Line(RunningWriter writer) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            writer.Answered?.Invoke(request);
            return response;
        }
    }
}
