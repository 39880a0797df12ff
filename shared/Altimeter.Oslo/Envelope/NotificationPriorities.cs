namespace Altimeter.Oslo.Envelope;

/// <summary>The seven priorities of notifications, in lower case as in routing keys.</summary>
public static class NotificationPriorities
{
    /// <summary>All seven, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = ["audit", "critical", "debug", "error", "info", "sample", "warn"];

    /// <summary>Tells whether a lower-case text is one of the seven.</summary>
    public static bool Contains(string priority) => All.Contains(priority, StringComparer.Ordinal);
}
