namespace Altimeter.Hosting.Membership;

/// <summary>Who is alive of a service, at one moment.</summary>
public sealed class MembershipView
{
    internal MembershipView(Replica self, IReadOnlyList<Replica> others, bool mayOpen)
    {
        Self = self;
        Others = others;
        MayOpen = mayOpen;
        Peers = [.. others.Append(self).Where(replica => replica is { IsJoined: true, IsLeaving: false } && replica.TargetSet == self.TargetSet)
            .Select(replica => replica.Id).Order(StringComparer.Ordinal)];
    }

    /// <summary>Before anything is known.</summary>
    internal static MembershipView Nobody { get; } = new(new Replica("", IsJoined: false, IsLeaving: false, [], null, TimeSpan.Zero), [], mayOpen: false);

    /// <summary>This replica.</summary>
    public Replica Self { get; }

    /// <summary>Live replicas beside this one, joined or not.</summary>
    public IReadOnlyList<Replica> Others { get; }

    /// <summary>Ids of those that the work is divided among, this one included: joined, not leaving, with the same target set; in ordinal order.</summary>
    public IReadOnlyList<string> Peers { get; }

    /// <summary>This replica has joined, is in touch, and was so for the last 30 s if it ever lost touch: it may open what it owns.</summary>
    public bool MayOpen { get; }

    /// <summary>Whether a live replica beside this one lists the key.</summary>
    public bool IsListedByOthers(string key) => Others.Any(replica => replica.Claims.Contains(key, StringComparer.Ordinal));

    /// <summary>Equal in all but the clock differences, which change all the time.</summary>
    internal bool IsSame(MembershipView other) =>
        MayOpen == other.MayOpen && IsSame(Self, other.Self) && Others.Count == other.Others.Count && Others.Zip(other.Others).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(Replica a, Replica b) =>
        a.Id == b.Id && a.IsJoined == b.IsJoined && a.IsLeaving == b.IsLeaving && a.TargetSet == b.TargetSet && a.Claims.SequenceEqual(b.Claims, StringComparer.Ordinal);
}
