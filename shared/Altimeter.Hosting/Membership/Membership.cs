using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Membership;

/// <summary>Who of a service is alive, as this replica sees it: no leader, no store, only heartbeats (docs/decisions/0004-claims.md).</summary>
/// <remarks>
/// One per service that a process runs. All of it is driven by <see cref="Tick"/> and <see cref="Receive"/>, on the monotonic clock.
/// While the own heartbeats do not come back (the broker is away) nothing is known: the last membership is kept, and nobody is declared dead.
/// </remarks>
public sealed class Membership
{
    /// <summary>Time between two heartbeats.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    /// <summary>A replica that was not heard of for so long is dead.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JoinAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan OpenAfterJoin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OpenAfterGap = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OwnEcho _echo;
    private readonly OtherReplicas _others;
    private readonly SortedSet<string> _claims = new(StringComparer.Ordinal);
    private long _sequence;
    private long? _lastSent;
    private long? _currentSince;
    private long? _gapEnd;
    private long _joinedAt;
    private bool _isDue;
    private volatile bool _isBlocked;
    private string? _targetSet;
    private ImmutableArray<Claims> _allClaims = [];
    private MembershipView _view = MembershipView.Nobody;

    internal Membership(string service, string replica, TimeProvider time, ILogger logger)
    {
        Service = service;
        Replica = replica;
        _time = time;
        _logger = logger;
        _echo = new OwnEcho(time);
        _others = new OtherReplicas(service, time, logger);
    }

    /// <summary>Raised, on any thread, when <see cref="View"/> or <see cref="IsBlocked"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>Service whose replicas these are.</summary>
    public string Service { get; }

    /// <summary>Id of this replica.</summary>
    public string Replica { get; }

    /// <summary>Who is there, and what may be done; never changes, a new one takes its place.</summary>
    public MembershipView View => Volatile.Read(ref _view);

    /// <summary>Since the newest own heartbeat that came back was sent: the age of the lease on what has no other fence. Never stale: asks the clock.</summary>
    public TimeSpan EchoAge => _echo.Age;

    /// <summary>Whether the own heartbeats come back. Without them nothing new is begun.</summary>
    public bool IsCurrent => EchoAge < TimeToLive;

    /// <summary>In touch for so long that every live replica was heard of.</summary>
    internal bool HasHeardAll
    {
        get
        {
            lock (_lock) return IsCurrent && _currentSince is { } since && _time.GetElapsedTime(since) >= Period * 1.5;
        }
    }

    /// <summary>The broker is there and takes no heartbeats, because an alarm blocks what publishes: lanes go on, for they must drain to end the alarm.</summary>
    public bool IsBlocked
    {
        get => _isBlocked;
        internal set
        {
            if (_isBlocked == value) return;
            _isBlocked = value;
            Changed?.Invoke();
        }
    }

    /// <summary>Hash of what is divided, where replicas may differ in it: only those with the same share. Null, the default: they cannot differ.</summary>
    public string? TargetSet
    {
        get => _targetSet;
        set => Change(() => _targetSet = value);
    }

    /// <summary>Waits until the own heartbeats come back, or an alarm explains why they do not.</summary>
    public async ValueTask WaitUntilCurrentAsync(CancellationToken cancellationToken)
    {
        while (!IsCurrent && !IsBlocked) await Task.Delay(TimeSpan.FromMilliseconds(100), _time, cancellationToken);
    }

    /// <summary>Lists or un-lists a claim, from the next heartbeat on, which is sent at once.</summary>
    internal void Claim(string key, bool isHeld) => Change(() =>
    {
        if (isHeld) _claims.Add(key);
        else _claims.Remove(key);
    });

    /// <summary>Says that this replica stops: others take over what it un-lists.</summary>
    internal void Leave() => Change(() => IsLeaving = true);

    /// <summary>Whether <see cref="Leave"/> was called.</summary>
    internal bool IsLeaving { get; private set; }

    /// <summary>A heartbeat should go out at the next tick, e.g. because the connection is new.</summary>
    internal void SendSoon()
    {
        lock (_lock) _isDue = true;
    }

    /// <summary>Looks at the clock; called several times a second.</summary>
    /// <returns>The heartbeat to send now; null when none is due.</returns>
    internal Heartbeat? Tick()
    {
        Heartbeat? heartbeat = null;
        Update(() =>
        {
            if (!_isDue && _lastSent is { } sent && _time.GetElapsedTime(sent) < Period) return;
            _isDue = false;
            _lastSent = _time.GetTimestamp();
            _echo.Sending(++_sequence);
            heartbeat = new Heartbeat
            {
                Service = Service,
                Replica = Replica,
                Sequence = _sequence,
                SentAt = _time.GetUtcNow(),
                Joined = HasJoined,
                Leaving = IsLeaving,
                Claims = [.. _claims],
                TargetSet = _targetSet,
            };
        });
        foreach (var claims in _allClaims) claims.LookForUnheld();
        return heartbeat;
    }

    /// <summary>Has the claims look for keys without holder at every tick.</summary>
    internal void Register(Claims claims) => ImmutableInterlocked.Update(ref _allClaims, known => known.Add(claims));

    /// <summary>Keys that nobody has held for 30 s.</summary>
    internal int UnheldCount => _allClaims.Sum(claims => claims.UnheldCount);

    /// <summary>Takes a heartbeat: of another replica, or the own one.</summary>
    internal void Receive(Heartbeat heartbeat) => Update(() =>
    {
        if (heartbeat.Service != Service) return;
        if (heartbeat.Replica == Replica) _echo.Received(heartbeat.Sequence, _sequence);
        else _others.Receive(heartbeat);
    });

    private bool HasJoined { get; set; }

    private void Change(Action change) => Update(() =>
    {
        change();
        _isDue = true;
    });

    private void Update(Action change)
    {
        lock (_lock)
        {
            change();
            Evaluate();
            var (before, view) = (_view, NewView());
            Volatile.Write(ref _view, view);
            if (view.IsSame(before)) return;
        }

        Changed?.Invoke();
    }

    private void Evaluate()
    {
        if (!IsCurrent)
        {
            if (_currentSince is not null) _logger.MembershipStale(Service, HasJoined);
            _currentSince = null;
            return;
        }

        if (_currentSince is null)
        {
            _currentSince = _time.GetTimestamp();
            _others.HeardOfAll(); // nobody could be heard of meanwhile
            if (HasJoined) _gapEnd = _currentSince;
        }

        // When the broker goes, the others fall silent a moment before the own echo is old: only who hears itself now may call others dead.
        if (EchoAge < Period + Lateness) _others.ForgetDead(TimeToLive);
        if (HasJoined || _time.GetElapsedTime(_currentSince.Value) < JoinAfter) return;
        HasJoined = true;
        _joinedAt = _time.GetTimestamp();
        _isDue = true;
        _logger.Joined(Service, Replica, _others.Live.Count);
    }

    private MembershipView NewView()
    {
        // Who starts together joins together: each has to hear first that the others did.
        var hasJoinedLong = HasJoined && _time.GetElapsedTime(_joinedAt) >= OpenAfterJoin;
        var mayOpen = hasJoinedLong && !IsLeaving && _currentSince is not null && (_gapEnd is not { } gap || _time.GetElapsedTime(gap) >= OpenAfterGap);
        var self = new Replica(Replica, HasJoined, IsLeaving, [.. _claims], _targetSet, TimeSpan.Zero);
        return new MembershipView(self, [.. _others.Live], mayOpen);
    }
}
