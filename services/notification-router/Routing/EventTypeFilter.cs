namespace Altimeter.NotificationRouter.Routing;

/// <summary>Matches event types as an oslo.messaging filter does: anchored at the start only, an unescaped dot being any character (spec/notifications.md A.10).</summary>
internal static class EventTypeFilter
{
    private const string Polling = "telemetry.polling";

    /// <summary>Tells whether a notification carries polled samples.</summary>
    public static bool IsPolling(string? eventType)
    {
        if (eventType is null || eventType.Length < Polling.Length) return false;
        for (var i = 0; i < Polling.Length; i++)
        {
            if (Polling[i] == '.' ? eventType[i] == '\n' : Polling[i] != eventType[i]) return false;
        }

        return true;
    }
}
