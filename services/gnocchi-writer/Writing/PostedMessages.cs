using Altimeter.GnocchiWriter.Diagnostics;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The last messages of a lane that were posted, so that a repeat is recognised: what it brings may be stored already, which makes it old but not late.</summary>
public sealed class PostedMessages(WriterMetrics metrics) : IDisposable
{
    /// <summary>Messages that are remembered.</summary>
    public const int Capacity = 1_000;

    // How many of its samples, from the first on: a long message goes in several requests.
    private readonly BoundedCache<Guid, int> _posted = new(Capacity);

    /// <summary>Tells whether a sample was handed to Gnocchi before, with or without an answer.</summary>
    public bool Contains(Arrival arrival) => _posted.TryGet(arrival.MessageId, out var count) && arrival.Index < count;

    /// <summary>Remembers what is about to be posted.</summary>
    /// <param name="samples">In the order they came.</param>
    public void Remember(IReadOnlyList<MappedSample> samples)
    {
        var before = _posted.Count;
        for (var i = 0; i < samples.Count; i++)
        {
            var (id, index, _) = samples[i].Arrival;
            if (i + 1 < samples.Count && samples[i + 1].Arrival.MessageId == id) continue;
            _posted.Set(id, Math.Max(index + 1, _posted.TryGet(id, out var count) ? count : 0));
        }

        metrics.MessageIds.Add(_posted.Count - before);
    }

    /// <summary>Gives up the memory with its lane.</summary>
    public void Dispose() => metrics.MessageIds.Add(-_posted.Count);
}
