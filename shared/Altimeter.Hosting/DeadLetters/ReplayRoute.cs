using System.Globalization;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.Oslo.Envelope;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Where a letter belongs: back to the queue it came from, in the form in which that queue takes it.</summary>
internal abstract record ReplayRoute
{
    private ReplayRoute()
    {
    }

    /// <summary>A whole message goes back unchanged.</summary>
    public sealed record ToQueue(string Queue, string ContentType, ReadOnlyMemory<byte> Body) : ReplayRoute;

    /// <summary>A sample goes into its lane again, to a writer with the options that it came with.</summary>
    public sealed record ToLane(LaneSet Lanes, Sample Sample, IReadOnlyDictionary<string, string>? Options) : ReplayRoute;

    /// <summary>A notification goes back to OpenStack's queue, and to nobody else who listens to its exchange.</summary>
    public sealed record ToNotifications(string Queue, string ContentType, string? Compression, ReadOnlyMemory<byte> Body) : ReplayRoute;

    /// <summary>It cannot be sent anywhere.</summary>
    public sealed record Nowhere(string Reason) : ReplayRoute;

    /// <summary>Finds the way.</summary>
    public static ReplayRoute Of(StoredLetter stored)
    {
        var letter = stored.Letter;
        if (stored.IsTruncated) return new Nowhere("only the beginning of it was kept");
        return letter switch
        {
            { Kind: "message", SourceQueue: { } queue } => new ToQueue(queue, letter.ContentType, letter.Body),
            { Kind: "notification", SourceQueue: { } queue } => new ToNotifications(queue, letter.ContentType, letter.Compression, letter.Body),
            { Kind: "message" or "notification" } => new Nowhere("it does not say which queue it came from"),
            { Kind: "sample", SourceQueue: { } queue } when queue.StartsWith(LaneSet.WriterSamples.Name, StringComparison.Ordinal) => OfSample(LaneSet.WriterSamples, letter),
            { Kind: "sample", SourceQueue: { } queue } when !queue.StartsWith(LaneSet.PipelineSamples.Name, StringComparison.Ordinal) => OfEntry(queue, stored),
            { Kind: "sample" } => OfSample(LaneSet.PipelineSamples, letter),
            _ => new Nowhere($"there is no way back for kind '{letter.Kind}'"),
        };
    }

    private static ReplayRoute OfSample(LaneSet lanes, DeadLetter letter)
    {
        if (!SampleReader.TryRead(letter.Body, out var sample, out var problem)) return new Nowhere(problem);
        return SampleBlock.TakeFitting([sample]) == 1
            ? new ToLane(lanes, sample, letter.Options)
            : new Nowhere($"it is larger than a message may be ({SampleBlock.MaxBytes} bytes)");
    }

    // One entry of a notification's payload.samples, as a poller sent it. It goes the way of all entries: through the router, which
    // checks its signature and takes secrets out of its metadata.
    private static ReplayRoute OfEntry(string queue, StoredLetter stored)
    {
        ReadOnlyMemory<byte> json = (byte[])[.. "{\"samples\": ["u8, .. stored.Letter.Body.Span, .. "]}"u8];
        if (!RawJson.TryParse(json, out var payload, out var problem)) return new Nowhere($"its body is no JSON: {problem}");
        var notification = new Notification
        {
            MessageId = stored.Id,
            UniqueId = stored.Id,
            PublisherId = "altimeter.replay",
            EventType = "telemetry.polling",
            Priority = "sample",
            Timestamp = stored.Letter.FirstSeen?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
            Payload = payload,
        };
        return new ToNotifications(queue, "application/json", null, NotificationWriter.WriteV2(notification));
    }
}
