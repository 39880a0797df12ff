namespace Altimeter.Standalone.Store;

/// <summary>The newest point of one metric.</summary>
/// <param name="Meter">Name of the metric.</param>
/// <param name="Unit">Unit, null when the metric has none.</param>
/// <param name="Resource">Id of the resource as its writer sent it.</param>
/// <param name="ResourceType">Resource type, e.g. <c>host</c>.</param>
/// <param name="Timestamp">Time of the point, UTC.</param>
/// <param name="Value">Value of the point; NaN when NaN was posted.</param>
public sealed record StoredValue(string Meter, string? Unit, string Resource, string ResourceType, DateTimeOffset Timestamp, double Value);
