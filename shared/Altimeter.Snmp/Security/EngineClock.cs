namespace Altimeter.Snmp.Security;

/// <summary>Boots and time of a device's engine, as last heard from it, and the window in which its messages count as fresh (RFC 3414 §2.3 and §3.2.7).</summary>
/// <param name="timeProvider">Its timestamps carry the time on between messages.</param>
internal sealed class EngineClock(TimeProvider timeProvider)
{
    /// <summary>Longest engine id (RFC 3411 §5).</summary>
    public const int MaxIdOctets = 32;

    /// <summary>Seconds that a message may be late.</summary>
    public const int WindowSeconds = 150;

    /// <summary>Seconds by which two readings of one clock may differ.</summary>
    public const int SameClockSeconds = 10;

    private int _time;
    private long _heard;

    /// <summary>How often the engine has started.</summary>
    public int Boots { get; private set; }

    /// <summary>Seconds since it did, by now.</summary>
    public int Time => (int)Math.Min(int.MaxValue, _time + (long)timeProvider.GetElapsedTime(_heard).TotalSeconds);

    /// <summary>Whether boots and time come from an authenticated message.</summary>
    public bool IsAuthentic { get; private set; }

    /// <summary>Takes what the engine says at its discovery, checked by nothing.</summary>
    public void Discover(int boots, int time)
    {
        Set(boots, time);
        IsAuthentic = false;
    }

    /// <summary>Checks an authenticated message, and learns from it if it is newer than what is known.</summary>
    /// <returns>False if it is outside the window: from before a restart, more than 150 s late, or of an engine whose boots have run out.</returns>
    public bool Accept(int boots, int time)
    {
        var isLate = boots < Boots || (boots == Boots && time < Time - WindowSeconds);
        if (boots == int.MaxValue || (IsAuthentic && isLate)) return false;
        if (!IsAuthentic || boots > Boots || time > _time) Set(boots, time);
        IsAuthentic = true;
        return true;
    }

    private void Set(int boots, int time)
    {
        (Boots, _time) = (boots, time);
        _heard = timeProvider.GetTimestamp();
    }
}
