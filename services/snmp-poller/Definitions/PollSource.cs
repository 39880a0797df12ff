using Altimeter.Definitions;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>A source of <c>polling.yaml</c>, or the one made of <c>SnmpPoller:Targets</c>: which meters of which devices, and how often.</summary>
/// <param name="Name">Name of the source.</param>
/// <param name="Interval">Time from one poll to the next, at least 1 s.</param>
/// <param name="Meters">Which meters.</param>
/// <param name="Resources">Which devices, in the order of the file.</param>
public sealed record PollSource(string Name, TimeSpan Interval, NameFilter Meters, IReadOnlyList<PollResource> Resources);
