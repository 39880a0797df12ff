using System.Globalization;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Oslo.Envelope;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Output;

/// <summary>Sends samples as a real poller does: notifications <c>telemetry.polling</c> of priority sample, one to each topic (spec/polling.md §8.2).</summary>
internal sealed class NotificationsSender(
    INotificationPublisher publisher, IOptions<SnmpPollerOptions> options, IOptions<OsloOptions> oslo, IOptions<CeilometerOptions> ceilometer, TimeProvider time) : ISamplesSender
{
    private const string Priority = "sample";
    private const string DefaultTopic = "notifications";

    private readonly IReadOnlyList<string> _topics = oslo.Value.Topics.Count > 0 ? oslo.Value.Topics : [DefaultTopic];

    public int Lines => 1;

    public int BatchSize => Math.Max(options.Value.BatchSize, 1);

    public int LineOf(Sample sample) => 0;

    public async Task SendAsync(IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var notification = new Notification
        {
            MessageId = Guid.NewGuid().ToString(),
            PublisherId = "ceilometer.polling",
            EventType = "telemetry.polling",
            Priority = Priority,
            Timestamp = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            Payload = MeteringMessage.Payload(samples, ceilometer.Value.TelemetrySecret),
        };
        foreach (var topic in _topics)
        {
            var body = NotificationWriter.WriteV2(notification with { UniqueId = Guid.NewGuid().ToString("N") });
            await publisher.PublishAsync(oslo.Value.ControlExchange, $"{topic}.{Priority}", body, cancellationToken);
        }
    }
}
