namespace Altimeter.Hosting.Delivery;

/// <summary>Remembers which destinations have confirmed their part of a message, so that a repeat of it goes only to the others. One per lane; not for several threads.</summary>
/// <param name="messages">Messages that are remembered: as many as the lane may hold; the oldest is forgotten first.</param>
public sealed class SettledDestinations(int messages)
{
    private readonly Dictionary<Guid, HashSet<string>> _settled = [];
    private readonly Queue<Guid> _oldestFirst = new();

    /// <summary>Tells whether a destination has confirmed.</summary>
    public bool IsSettled(Guid messageId, string destination) => _settled.TryGetValue(messageId, out var destinations) && destinations.Contains(destination);

    /// <summary>Notes that a destination has confirmed.</summary>
    public void Settle(Guid messageId, string destination)
    {
        if (!_settled.TryGetValue(messageId, out var destinations))
        {
            if (_oldestFirst.Count == messages) _settled.Remove(_oldestFirst.Dequeue());
            _oldestFirst.Enqueue(messageId);
            _settled.Add(messageId, destinations = new HashSet<string>(StringComparer.Ordinal));
        }

        destinations.Add(destination);
    }
}
