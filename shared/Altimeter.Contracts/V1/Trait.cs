namespace Altimeter.Contracts.V1;

/// <summary>A named, typed value of an event.</summary>
/// <param name="Name">Trait name.</param>
/// <param name="Type">Ceilometer's number of the type: 0 none, 1 text, 2 integer, 3 float, 4 datetime.</param>
/// <param name="Value">The value as JSON (UTF-8); dates as ISO 8601 text.</param>
public readonly record struct Trait(string Name, int Type, ReadOnlyMemory<byte> Value);
