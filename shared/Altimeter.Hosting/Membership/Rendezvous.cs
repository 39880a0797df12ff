namespace Altimeter.Hosting.Membership;

/// <summary>Rendezvous hashing: who owns what, computed by every replica alone with the same result.</summary>
/// <remarks>Replicas of different versions must agree: the hash and the order of ties are frozen, golden values are in the tests.</remarks>
public static class Rendezvous
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>Gives every key an owner; no replica owns more than ⌈keys ÷ replicas⌉ of them.</summary>
    /// <param name="keys">Keys, in any order; the same set on every replica.</param>
    /// <param name="replicas">Ids of the replicas, in any order.</param>
    /// <returns>Owner by key; empty when there is no replica.</returns>
    public static IReadOnlyDictionary<string, string> Assign(IReadOnlyCollection<string> keys, IReadOnlyCollection<string> replicas)
    {
        var owners = new Dictionary<string, string>(keys.Count, StringComparer.Ordinal);
        if (replicas.Count == 0) return owners;

        var most = (keys.Count + replicas.Count - 1) / replicas.Count;
        var loads = replicas.ToDictionary(replica => replica, _ => 0, StringComparer.Ordinal);
        var pairs = keys.SelectMany(key => replicas.Select(replica => (Key: key, Replica: replica, Score: Score(key, replica))))
            .OrderByDescending(pair => pair.Score)
            .ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .ThenBy(pair => pair.Replica, StringComparer.Ordinal);
        foreach (var (key, replica, _) in pairs)
        {
            if (loads[replica] == most || !owners.TryAdd(key, replica)) continue;
            loads[replica]++;
        }

        return owners;
    }

    /// <summary>Gives one key its owner, without a bound per replica: for so many keys that the hash alone spreads them.</summary>
    /// <param name="key">Key, e.g. the resource id of a device.</param>
    /// <param name="replicas">Ids of the replicas, in any order.</param>
    /// <returns>The owner; null when there is no replica.</returns>
    public static string? OwnerOf(string key, IReadOnlyList<string> replicas)
    {
        string? owner = null;
        var best = 0UL;
        foreach (var replica in replicas)
        {
            var score = Score(key, replica);
            if (owner is not null && (score < best || (score == best && string.CompareOrdinal(replica, owner) > 0))) continue;
            (owner, best) = (replica, score);
        }

        return owner;
    }

    /// <summary>Weight of a replica for a key: FNV-1a 64 over the UTF-8 bytes of key, U+0000 and replica, then the finaliser of MurmurHash3.</summary>
    internal static ulong Score(string key, string replica)
    {
        var hash = Fold(Fold(OffsetBasis, key) * Prime, replica);
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return hash ^ (hash >> 33);
    }

    private static ulong Fold(ulong hash, string text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            foreach (var octet in utf8[..rune.EncodeToUtf8(utf8)]) hash = (hash ^ octet) * Prime;
        }

        return hash;
    }
}
