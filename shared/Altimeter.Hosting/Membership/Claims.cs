using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Membership;

/// <summary>Keys of which each is held by one replica at a time: lanes, notification queues.</summary>
/// <remarks>
/// A key is opened only by its owner, and only when no live replica lists it; it is listed from before it is opened until after it is closed.
/// The rule keeps two from working at once while all see the same; what has no fence at the broker also needs the lease, <see cref="Membership.EchoAge"/>.
/// </remarks>
public sealed class Claims
{
    private static readonly TimeSpan UnheldWarning = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Membership _membership;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, bool IsReported)> _unheld = new(StringComparer.Ordinal);
    private (MembershipView View, IReadOnlyDictionary<string, string> Owners)? _assignment;

    /// <summary>Creates the claims on a set of keys.</summary>
    /// <param name="membership">Replicas that share them.</param>
    /// <param name="keys">All keys, unique among all claims of the membership. Where replicas may differ in them, set <see cref="Membership.TargetSet"/>.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public Claims(Membership membership, IReadOnlyCollection<string> keys, TimeProvider time, ILogger<Claims> logger)
    {
        _membership = membership;
        _time = time;
        _logger = logger;
        Keys = [.. keys.Order(StringComparer.Ordinal)];
        membership.Register(this);
    }

    /// <summary>All keys, in ordinal order.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Keys that this replica holds.</summary>
    public IReadOnlyList<string> Held
    {
        get
        {
            lock (_lock) return [.. _held.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Keys that nobody has held for 30 s, as far as this replica knows.</summary>
    public int UnheldCount
    {
        get
        {
            lock (_lock) return _unheld.Values.Count(entry => entry.IsReported);
        }
    }

    /// <summary>Whether this replica should hold the key: give it up when not.</summary>
    public bool IsOwned(string key) => Owners.TryGetValue(key, out var owner) && owner == _membership.Replica;

    /// <summary>Whether another replica should hold the key; false while nobody is known who could.</summary>
    public bool IsOwnedElsewhere(string key) => Owners.TryGetValue(key, out var owner) && owner != _membership.Replica;

    /// <summary>Claims a key, to open it: only when it is owned and nobody lists it. One that is held still is gone on with as soon as all others were heard of.</summary>
    /// <returns>Whether it is held now; <see cref="Release"/> it when it is closed.</returns>
    public bool TryClaim(string key)
    {
        var view = _membership.View;
        var mayOpen = view.MayOpen || (IsHeld(key) && _membership.HasHeardAll);
        if (!_membership.IsCurrent || !mayOpen || !IsOwned(key) || view.IsListedByOthers(key)) return false;
        Hold(key);
        return true;
    }

    /// <summary>Gives a key up, after it is closed.</summary>
    public void Release(string key)
    {
        lock (_lock) _held.Remove(key);
        _membership.Claim(key, isHeld: false);
    }

    private bool IsHeld(string key)
    {
        lock (_lock) return _held.Contains(key);
    }

    internal void Hold(string key)
    {
        lock (_lock) _held.Add(key);
        _membership.Claim(key, isHeld: true);
    }

    /// <summary>Looks for keys without holder; called now and then. A replica that is not in touch cannot tell.</summary>
    internal void LookForUnheld()
    {
        var view = _membership.View;
        lock (_lock)
        {
            foreach (var key in Keys)
            {
                if (!_membership.IsCurrent || !view.Self.IsJoined || _held.Contains(key) || view.IsListedByOthers(key)) _unheld.Remove(key);
                else if (!_unheld.TryGetValue(key, out var entry)) _unheld.Add(key, (_time.GetTimestamp(), false));
                else if (!entry.IsReported && _time.GetElapsedTime(entry.Since) >= UnheldWarning)
                {
                    _unheld[key] = entry with { IsReported = true };
                    _logger.Unheld(key, (int)UnheldWarning.TotalSeconds, Owners.GetValueOrDefault(key, "nobody"));
                }
            }
        }
    }

    private IReadOnlyDictionary<string, string> Owners
    {
        get
        {
            var view = _membership.View;
            lock (_lock)
            {
                if (_assignment is not { } known || !ReferenceEquals(known.View, view)) _assignment = known = (view, Rendezvous.Assign(Keys, view.Peers));
                return known.Owners;
            }
        }
    }
}
