namespace Altimeter.OpenStack.Gnocchi;

/// <summary>What <c>GET /v1/status</c> says about the backlog.</summary>
/// <param name="Storage">The incoming queue.</param>
public sealed record GnocchiStatus(GnocchiStorageStatus Storage);

/// <summary>The incoming queue.</summary>
/// <param name="Summary">Its totals.</param>
public sealed record GnocchiStorageStatus(GnocchiBacklog Summary);

/// <summary>What was accepted and is not processed yet.</summary>
/// <param name="Metrics">Metrics with measures to process.</param>
/// <param name="Measures">Measures to process.</param>
public sealed record GnocchiBacklog(long Metrics, long Measures);
