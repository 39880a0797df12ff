using System.Diagnostics.CodeAnalysis;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>A dictionary that forgets what was not used longest when it is full. Not for concurrent use: one per lane.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value.</typeparam>
/// <param name="capacity">Most entries.</param>
public sealed class BoundedCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _entries = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byUse = [];

    /// <summary>Entries now.</summary>
    public int Count => _entries.Count;

    /// <summary>Looks up a value and counts that as a use.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        if (!_entries.TryGetValue(key, out var node)) return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds or replaces a value.</summary>
    public void Set(TKey key, TValue value)
    {
        if (_entries.TryGetValue(key, out var node))
        {
            node.Value = (key, value);
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return;
        }

        if (_entries.Count == capacity)
        {
            _entries.Remove(_byUse.Last!.Value.Key);
            _byUse.RemoveLast();
        }

        _entries.Add(key, _byUse.AddFirst((key, value)));
    }

    /// <summary>Removes an entry if it is there.</summary>
    public void Remove(TKey key)
    {
        if (_entries.Remove(key, out var node)) _byUse.Remove(node);
    }
}
