namespace Altimeter.Standalone.Store;

/// <summary>How much the store holds.</summary>
/// <param name="Resources">Resources, without their history.</param>
/// <param name="Metrics">Metrics.</param>
/// <param name="Measures">Raw points held now: one per metric and timestamp.</param>
/// <param name="Late">Points that were answered 202 and dropped since they were older than their metric's back window (spec §12).</param>
public sealed record StoredCounts(long Resources, long Metrics, long Measures, long Late);
