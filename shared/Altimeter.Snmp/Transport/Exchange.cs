using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Transport;

/// <summary>One operation on its way: all its tries, whose ids stay valid until it ends, so that a late answer to the first still completes it.
/// Ended by the thread of its channel only, and used again once its awaiter has the outcome.</summary>
internal sealed class Exchange : IValueTaskSource<ResponsePdu>
{
    private const int MostKept = 8_192;
    private static readonly ConcurrentQueue<Exchange> Free = new();
    private static long _lastRun;

    private ManualResetValueTaskSourceCore<ResponsePdu> _outcome = new() { RunContinuationsAsynchronously = true };
    private long _run;
    private string? _hint;
    private DeviceQuirks _quirk;

    private Exchange()
    {
    }

    public SnmpTarget Target { get; private set; } = null!;

    public Device Device { get; private set; } = null!;

    public RequestPdu Request { get; private set; }

    /// <summary>Opens v1 and v2c; empty in v3.</summary>
    public Secret Community { get; private set; } = Secret.Empty;

    /// <summary>The operation in v3; null in v1 and v2c.</summary>
    public UsmExchange? UsmExchange { get; private set; }

    public ValueTask<ResponsePdu> Task => new(this, _outcome.Version);

    /// <summary>Tells this use of the object from others.</summary>
    public long Run => Volatile.Read(ref _run);

    /// <summary>Ids of all tries, with the time of each. A Report that has the request sent again begins anew.</summary>
    public List<(int Id, long SentAt)> Ids { get; } = new(4);

    /// <summary>Id of the request in v1 that went along to tell whether the device speaks that; 0 for none.</summary>
    public int V1Id { get; set; }

    /// <summary>Whether an answer that does not count has come.</summary>
    public bool IsSuspicious => _quirk != DeviceQuirks.None;

    /// <summary>Tries allowed.</summary>
    public int Tries { get; set; }

    /// <summary>Sum of the waits for the tries in <see cref="Ids"/>.</summary>
    public TimeSpan Waited { get; set; }

    public bool HasStarted { get; set; }

    public bool HasEnded { get; private set; }

    public long Deadline { get; set; }

    public int Bucket { get; set; } = -1;

    public Exchange? NextInBucket { get; set; }

    public Exchange? PreviousInBucket { get; set; }

    /// <summary>Takes one out of the pool.</summary>
    /// <exception cref="SnmpSecurityException">The credentials cannot be used, or the device has refused them a short while ago.</exception>
    public static Exchange Rent(SnmpTarget target, Device device, RequestPdu request)
    {
        var usm = target.Version == SnmpVersion.V3 ? device.Usm.Begin(target) : null;
        if (!Free.TryDequeue(out var exchange)) exchange = new Exchange();
        Volatile.Write(ref exchange._run, Interlocked.Increment(ref _lastRun));
        exchange.Target = target;
        exchange.Device = device;
        exchange.Request = request;
        exchange.Community = (target.Credentials as Community)?.Value ?? Secret.Empty;
        exchange.UsmExchange = usm;
        exchange.Ids.Clear();
        exchange.Waited = TimeSpan.Zero;
        // A channel that was disposed of leaves its exchanges in its wheel.
        exchange.Bucket = -1;
        exchange.NextInBucket = exchange.PreviousInBucket = null;
        exchange.HasStarted = exchange.HasEnded = false;
        exchange._hint = null;
        exchange._quirk = DeviceQuirks.None;
        exchange.V1Id = 0;
        return exchange;
    }

    /// <summary>Whether this use of the object has not begun.</summary>
    public bool IsWaiting(long run) => Run == run && !HasStarted && !HasEnded;

    /// <summary>Remembers what the exception of a time-out should mention, such as an answer from elsewhere.</summary>
    public void Note(string hint) => _hint = hint;

    /// <summary>Remembers what an answer that does not count tells about the device.</summary>
    public void Note(DeviceQuirks quirk, string hint)
    {
        Device.Learn(quirk);
        (_quirk, _hint) = (quirk, hint);
    }

    public void Complete(ResponsePdu response)
    {
        HasEnded = true;
        _outcome.SetResult(response);
    }

    public void Fail(Exception error)
    {
        HasEnded = true;
        _outcome.SetException(error);
    }

    public SnmpTimeoutException TimeOut() => new(Target, Request.VarBinds.Span[0].Oid, Tries, Waited, _hint ?? Explain(), _quirk);

    // RFC 1157 §4.1: a message of an unknown community is dropped without an answer.
    private string? Explain() => UsmExchange is { } usm ? Device.Usm.Explain(usm)
        : Device.HasAnswered ? null
        : "it has never answered: a device that does not know the community is as silent as one that is away";

    ResponsePdu IValueTaskSource<ResponsePdu>.GetResult(short token)
    {
        try
        {
            return _outcome.GetResult(token);
        }
        finally
        {
            Request = default;
            _outcome.Reset();
            if (Free.Count < MostKept) Free.Enqueue(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ResponsePdu>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<ResponsePdu>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);
}
