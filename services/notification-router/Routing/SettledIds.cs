using Microsoft.Extensions.Options;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Ids of notifications that are settled; when full, the oldest is forgotten. Safe for several queues at once.</summary>
internal sealed class SettledIds(IOptions<NotificationRouterOptions> options)
{
    private readonly int _capacity = options.Value.RememberedIds;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _oldestFirst = new();
    private readonly Lock _lock = new();

    public bool Contains(string id)
    {
        lock (_lock) return _known.Contains(id);
    }

    public void Add(string id)
    {
        lock (_lock)
        {
            if (_capacity == 0 || !_known.Add(id)) return;
            _oldestFirst.Enqueue(id);
            if (_oldestFirst.Count > _capacity) _known.Remove(_oldestFirst.Dequeue());
        }
    }
}
