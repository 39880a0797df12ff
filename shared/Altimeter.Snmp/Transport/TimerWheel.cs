namespace Altimeter.Snmp.Transport;

/// <summary>Deadlines of exchanges in buckets of 10 ms, linked through the exchanges themselves. Any deadline will do: one that has passed is due
/// at the next look, one beyond the last bucket is passed over once per round. Owned by one thread.</summary>
internal sealed class TimerWheel(long frequency)
{
    private const int Buckets = 1_024;

    private readonly Exchange?[] _heads = new Exchange?[Buckets];
    private readonly long _tick = Math.Max(1, frequency / 100);
    private long _position;

    /// <summary>Armed exchanges.</summary>
    public int Count { get; private set; }

    public void Arm(Exchange exchange, long deadline)
    {
        Disarm(exchange);
        exchange.Deadline = deadline;
        var tick = deadline / _tick;
        // A deadline before the last look: the next one begins with it.
        _position = Math.Min(_position, tick);
        exchange.Bucket = BucketOf(tick);
        ref var head = ref _heads[exchange.Bucket];
        exchange.NextInBucket = head;
        if (head is not null) head.PreviousInBucket = exchange;
        head = exchange;
        Count++;
    }

    public void Disarm(Exchange exchange)
    {
        if (exchange.Bucket < 0) return;
        if (exchange.PreviousInBucket is { } previous) previous.NextInBucket = exchange.NextInBucket;
        else _heads[exchange.Bucket] = exchange.NextInBucket;
        if (exchange.NextInBucket is { } next) next.PreviousInBucket = exchange.PreviousInBucket;
        exchange.NextInBucket = exchange.PreviousInBucket = null;
        exchange.Bucket = -1;
        Count--;
    }

    /// <summary>Disarms and collects what is due.</summary>
    public void TakeDue(long now, List<Exchange> due)
    {
        var tick = now / _tick;
        // A clock that went back, or on by more than a round: every bucket.
        if (tick < _position || tick - Buckets > _position) _position = tick - Buckets;
        // The bucket of now is looked at again: more may come due in it.
        for (; ; _position++)
        {
            for (var exchange = _heads[BucketOf(_position)]; exchange is not null;)
            {
                var next = exchange.NextInBucket;
                if (exchange.Deadline <= now)
                {
                    Disarm(exchange);
                    due.Add(exchange);
                }
                exchange = next;
            }
            if (_position >= tick) return;
        }
    }

    private static int BucketOf(long tick) => (int)(tick & (Buckets - 1));
}
