namespace Altimeter.SnmpPoller.Polling;

/// <summary>A visit that is due.</summary>
/// <param name="Entry">What to poll.</param>
/// <param name="Tick">The scheduled time, not after now.</param>
/// <param name="Missed">Ticks that passed unnoticed before this one.</param>
internal readonly record struct DueVisit(PollEntry Entry, DateTimeOffset Tick, long Missed);
