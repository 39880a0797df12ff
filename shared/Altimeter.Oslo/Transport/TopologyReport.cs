using Microsoft.Extensions.Logging;

namespace Altimeter.Oslo.Transport;

/// <summary>Collects what was declared and refused at one broker, and tells it in a line of each kind instead of one for each name.</summary>
internal sealed class TopologyReport(string broker, ILogger logger)
{
    private readonly HashSet<string> _knownRefused = new(StringComparer.Ordinal);
    private readonly List<string> _exchanges = [];
    private readonly List<string> _queues = [];
    private readonly List<string> _refused = [];
    private readonly List<string> _notDurable = [];
    private bool _hasWarned;

    public void DeclaredExchange(string exchange) => _exchanges.Add(exchange);

    public void DeclaredQueue(string queue, bool isDurable)
    {
        _queues.Add(queue);
        if (!isDurable) _notDurable.Add(queue);
    }

    public void Refused(string exchange)
    {
        if (_knownRefused.Add(exchange)) _refused.Add(exchange);
    }

    /// <summary>Logs what came up since the last time. That queues are not durable, and that an exchange is refused, is told once.</summary>
    public void Tell()
    {
        if (_exchanges.Count > 0) logger.Declared("exchanges", string.Join(", ", _exchanges), broker);
        if (_queues.Count > 0) logger.Declared("queues", string.Join(", ", _queues), broker);
        if (_refused.Count > 0) logger.NotBound(string.Join(", ", _refused), broker);
        if (_notDurable.Count > 0 && !_hasWarned)
        {
            logger.NotDurable(string.Join(", ", _notDurable), broker);
            _hasWarned = true;
        }

        _exchanges.Clear();
        _queues.Clear();
        _refused.Clear();
        _notDurable.Clear();
    }
}
