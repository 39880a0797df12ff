using System.Security.Cryptography;
using System.Text;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What Gnocchi knows of the attributes of a lane's resources, so that only changes are sent.</summary>
/// <param name="capacity">Most resources.</param>
/// <param name="time">Clock.</param>
public sealed class AttributeCache(int capacity, TimeProvider time)
{
    /// <summary>After this an entry counts as not known: somebody else may have changed the resource.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromMinutes(10);

    private readonly BoundedCache<string, (UInt128 Hash, long Since)> _entries = new(capacity);

    /// <summary>Resources now.</summary>
    public int Count => _entries.Count;

    /// <summary>Tells whether Gnocchi has exactly these attributes, whatever their order.</summary>
    public bool IsCurrent(string resourceId, IReadOnlyDictionary<string, string> attributes) =>
        _entries.TryGet(resourceId, out var known) && time.GetElapsedTime(known.Since) < Expiry && known.Hash == HashOf(attributes);

    /// <summary>Remembers what Gnocchi was told.</summary>
    public void Remember(string resourceId, IReadOnlyDictionary<string, string> attributes) =>
        _entries.Set(resourceId, (HashOf(attributes), time.GetTimestamp()));

    /// <summary>Forgets a resource.</summary>
    public void Forget(string resourceId) => _entries.Remove(resourceId);

    private static UInt128 HashOf(IReadOnlyDictionary<string, string> attributes)
    {
        var text = new StringBuilder();
        foreach (var (name, json) in attributes.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append(name).Append('\0').Append(json).Append('\0');
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
