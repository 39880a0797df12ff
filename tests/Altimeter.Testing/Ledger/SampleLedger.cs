namespace Altimeter.Testing.Ledger;

/// <summary>Numbers samples and judges what became of them: everything that was sent must be stored, set aside with a reason, or counted as dropped.</summary>
/// <remarks>
/// A sample counts as sent from the broker's confirm on. One granule of one metric holds one number, so that a stored aggregate tells
/// whether it is there and unaltered. Safe for several threads.
/// </remarks>
/// <param name="granularity">Length of a granule of the metrics' archive policy.</param>
public sealed class SampleLedger(TimeSpan granularity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Granule, int> _numbers = [];
    private readonly List<SentSample> _sent = [];

    /// <summary>Samples sent so far.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _sent.Count;
        }
    }

    /// <summary>The granule of a time.</summary>
    public Granule GranuleOf(string resource, string meter, DateTimeOffset time) =>
        new(resource, meter, time.AddTicks(-(time.UtcTicks % granularity.Ticks)).ToUniversalTime());

    /// <summary>Enters a sample that the broker has confirmed. The same sample may be entered again: that is a repeat.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="ArgumentException">Another value was entered for the same granule: the run itself is wrong.</exception>
    public int Sent(string resource, string meter, DateTimeOffset time, double value)
    {
        var granule = GranuleOf(resource, meter, time);
        lock (_lock)
        {
            if (_numbers.TryGetValue(granule, out var known))
            {
                if (!_sent[known].Value.Equals(value)) throw new ArgumentException($"{granule} was sent with {_sent[known].Value} and with {value}");
                return known;
            }

            var number = _sent.Count;
            _numbers.Add(granule, number);
            _sent.Add(new SentSample(number, granule, value));
            return number;
        }
    }

    /// <summary>Enters a sample that was sent although it cannot be stored: it has to be set aside.</summary>
    /// <inheritdoc cref="Sent"/>
    public int SentUnstorable(string resource, string meter, DateTimeOffset time) => Sent(resource, meter, time, double.NaN);

    /// <summary>Judges.</summary>
    /// <param name="stored">What was read back, one value a granule.</param>
    /// <param name="setAside">Granules of the dead letters with their reasons.</param>
    /// <param name="dropped">Samples that the services counted as dropped on purpose.</param>
    /// <param name="posts">How often each granule was posted and accepted, as a proxy saw it; empty without one.</param>
    public Verdict Judge(
        IReadOnlyDictionary<Granule, double> stored, IReadOnlyCollection<(Granule Granule, string Reason)> setAside, long dropped, IReadOnlyDictionary<Granule, int> posts)
    {
        var reasons = setAside.ToLookup(entry => entry.Granule, entry => entry.Reason);
        lock (_lock)
        {
            var altered = new List<(SentSample Sent, double Found)>();
            var missing = new List<SentSample>();
            var aside = new List<(SentSample Sent, string Reason)>();
            var beside = new List<SentSample>();
            foreach (var sample in _sent)
            {
                var isSetAside = reasons.Contains(sample.Granule);
                if (stored.TryGetValue(sample.Granule, out var value))
                {
                    if (!value.Equals(sample.Value)) altered.Add((sample, value));
                    if (isSetAside) beside.Add(sample);
                }
                else if (isSetAside) aside.Add((sample, reasons[sample.Granule].First()));
                else missing.Add(sample);
            }

            return new Verdict
            {
                Sent = _sent.Count,
                Missing = missing,
                Altered = altered,
                SetAside = aside,
                StoredAndSetAside = beside,
                PostedTwice = [.. _sent.Where(sample => posts.GetValueOrDefault(sample.Granule) > 1)],
                Unknown = [.. stored.Keys.Where(granule => !_numbers.ContainsKey(granule))],
                Dropped = dropped,
            };
        }
    }
}

/// <summary>One metric's slot of time.</summary>
/// <param name="Resource">Resource id.</param>
/// <param name="Meter">Metric name.</param>
/// <param name="Start">Its start, UTC.</param>
public readonly record struct Granule(string Resource, string Meter, DateTimeOffset Start)
{
    /// <summary>As <c>meter of resource at time</c>.</summary>
    public override string ToString() => $"{Meter} of {Resource} at {Start:yyyy-MM-dd'T'HH:mm:ss'Z'}";
}

/// <summary>A sample in the ledger.</summary>
/// <param name="Number">Counted from 0.</param>
/// <param name="Granule">Where it belongs.</param>
/// <param name="Value">Its value; not a number if it cannot be stored.</param>
public sealed record SentSample(int Number, Granule Granule, double Value)
{
    /// <summary>Whether it has to be set aside.</summary>
    public bool IsUnstorable => double.IsNaN(Value);
}
