namespace Altimeter.Hosting.Membership;

/// <summary>When the newest of a replica's own heartbeats that came back was sent, by the monotonic clock: the proof that it is in touch, and the age of its lease.</summary>
/// <remarks>By the time of sending, not of receiving: a process that was frozen finds its old heartbeats in its socket.</remarks>
internal sealed class OwnEcho(TimeProvider time)
{
    private const int Remembered = 16;

    private readonly long[] _sentAt = new long[Remembered];
    private long _newestSequence;
    private long _newestSentAt;

    /// <summary>Since the newest echo was sent; <see cref="TimeSpan.MaxValue"/> before the first.</summary>
    public TimeSpan Age => Volatile.Read(ref _newestSentAt) is var sentAt and not 0 ? time.GetElapsedTime(sentAt) : TimeSpan.MaxValue;

    /// <summary>Notes that a heartbeat is about to be sent.</summary>
    public void Sending(long sequence) => _sentAt[sequence % Remembered] = time.GetTimestamp();

    /// <summary>Notes that an own heartbeat came back.</summary>
    /// <param name="sequence">Its sequence.</param>
    /// <param name="last">Sequence sent last: what lies too far behind, or ahead, is no proof of anything.</param>
    public void Received(long sequence, long last)
    {
        if (sequence <= _newestSequence || sequence > last || last - sequence >= Remembered) return;
        _newestSequence = sequence;
        Volatile.Write(ref _newestSentAt, Math.Max(_sentAt[sequence % Remembered], 1));
    }
}
