namespace Altimeter.OpenStack.Gnocchi;

/// <summary>A metric as Gnocchi shows it.</summary>
/// <param name="Id">Gnocchi's own id.</param>
/// <param name="Name">Its name in its resource; null when it has none.</param>
/// <param name="ArchivePolicy">Its archive policy.</param>
public sealed record GnocchiMetric(Guid Id, string? Name, ArchivePolicy? ArchivePolicy);
