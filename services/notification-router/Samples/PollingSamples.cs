using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Delivery;
using Altimeter.Oslo.Envelope;
using Microsoft.Extensions.Options;

namespace Altimeter.NotificationRouter.Samples;

/// <summary>Reads the samples of <c>telemetry.polling</c> (spec/notifications.md C.1): volume and metadata keep their bytes, a bad entry is refused alone.</summary>
internal sealed class PollingSamples(IOptions<NotificationRouterOptions> options, IOptions<CeilometerOptions> ceilometer)
{
    private readonly string _source = options.Value.SampleSource;
    private readonly string? _secret = ceilometer.Value.VerifySignatures ? ceilometer.Value.TelemetrySecret : null;

    /// <summary>Adds the samples of a notification, in order.</summary>
    /// <returns>What is to be set aside.</returns>
    public IReadOnlyList<Refusal> Read(Notification notification, ReadOnlyMemory<byte> body, List<Sample> samples)
    {
        if (!notification.Payload.TryGetMember("samples"u8, out var entries))
            return [new Refusal("notification", "missing-member", "payload.samples is missing", body)];
        if (entries.Kind != JsonKind.Array)
            return [new Refusal("notification", "wrong-type", $"payload.samples is of kind {entries.Kind}, expected an array", body)];

        List<Refusal>? refusals = null;
        var index = 0;
        foreach (var entry in entries.Items())
        {
            if (ReadEntry(entry, notification, index++, samples) is not { } problem) continue;
            (refusals ??= []).Add(new Refusal("sample", problem.Reason, problem.Text, entry.Bytes));
        }

        return refusals ?? (IReadOnlyList<Refusal>)[];
    }

    private (string Reason, string Text)? ReadEntry(RawJson json, Notification notification, int index, List<Sample> samples)
    {
        if (json.Kind != JsonKind.Object) return ("wrong-type", $"payload.samples[{index}] is of kind {json.Kind}, expected an object");
        var entry = PollingEntry.Of(json);
        if (entry.Missing is { } missing) return ("missing-member", $"payload.samples[{index}] has no {missing}");
        if (entry.WronglyTyped is { } wrong) return ("wrong-type", $"payload.samples[{index}].{wrong.Name} is of kind {wrong.Kind}");
        if (_secret is not null && !MessageSignature.Verify(json, _secret)) return ("bad-signature", $"payload.samples[{index}] ({entry.Name.GetText()}) is not signed with our secret");

        var name = entry.Name.GetText()!;
        samples.Add(new Sample
        {
            Name = name,
            Type = entry.Type.GetText()!,
            Unit = TextOf(entry.Unit),
            Volume = entry.Volume.Kind == JsonKind.Null ? default : entry.Volume.Bytes,
            UserId = TextOf(entry.UserId),
            ProjectId = TextOf(entry.ProjectId),
            ResourceId = TextOf(entry.ResourceId),
            Timestamp = TextOf(entry.Timestamp),
            Metadata = entry.Metadata.IsFalsy ? default : ResourceUrl.WithoutSecrets(entry.Metadata),
            Source = entry.Source.IsFalsy ? _source : TextOf(entry.Source)!,
            Id = entry.Id.IsFalsy ? IdOf(notification, name, index) : TextOf(entry.Id)!,
        });
        return null;
    }

    // The same on a redelivery, so that receivers recognise the repeat.
    private static string IdOf(Notification notification, string name, int index) =>
        MessageIds.Derive(notification.MessageId ?? notification.UniqueId ?? "", name, index.ToString(System.Globalization.CultureInfo.InvariantCulture)).ToString();

    private static string? TextOf(RawJson value) => value.Kind switch
    {
        JsonKind.Null => null,
        JsonKind.Text => value.GetText(),
        _ => PythonNumber.TextOf(value),
    };
}
