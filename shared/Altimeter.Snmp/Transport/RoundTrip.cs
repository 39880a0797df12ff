namespace Altimeter.Snmp.Transport;

/// <summary>How long a device takes to answer: smoothed, with its variation (RFC 6298 §2). Owned by one thread.</summary>
internal struct RoundTrip
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(250);
    private const int LongestFactor = 4;

    private double _smoothed;
    private double _variation;

    /// <summary>Smoothed time; zero before the first answer.</summary>
    public readonly TimeSpan Smoothed => TimeSpan.FromSeconds(_smoothed);

    /// <summary>Takes a measured time over.</summary>
    public void Add(TimeSpan measured)
    {
        var seconds = measured.TotalSeconds;
        if (_smoothed == 0)
        {
            (_smoothed, _variation) = (Math.Max(seconds, 1e-9), seconds / 2);
            return;
        }
        _variation = (0.75 * _variation) + (0.25 * Math.Abs(_smoothed - seconds));
        _smoothed = (0.875 * _smoothed) + (0.125 * seconds);
    }

    /// <summary>The wait for a try: the configured one for an unknown device, else what its answers take, at least 250 ms and never more than configured; twice as long per try, up to four times the configured one.</summary>
    /// <param name="configured">Time-out of the target.</param>
    /// <param name="tries">Tries before this one.</param>
    public readonly TimeSpan Wait(TimeSpan configured, int tries)
    {
        var first = _smoothed == 0 ? configured : TimeSpan.FromSeconds(_smoothed + (4 * _variation));
        if (first < Shortest) first = Shortest;
        if (first > configured) first = configured;
        var wait = first * (1 << Math.Min(tries, 10));
        return wait < configured * LongestFactor ? wait : configured * LongestFactor;
    }
}
