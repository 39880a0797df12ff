using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>A metadata key of a meter, and where its value comes from.</summary>
/// <param name="Key">Key in the sample's metadata.</param>
/// <param name="Oid">Instance for an exact meter, column for a prefix meter.</param>
/// <param name="Converter">How the value is read.</param>
public sealed record MetadataDefinition(string Key, Oid Oid, ValueConverter Converter);

/// <summary>One meter of <c>snmp.yaml</c>.</summary>
public sealed record MeterDefinition
{
    /// <summary>Meter name as sent.</summary>
    public required string Name { get; init; }

    /// <summary>Unit, free text.</summary>
    public required string Unit { get; init; }

    /// <summary><c>gauge</c>, <c>delta</c> or <c>cumulative</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether <see cref="Oid"/> is a column of a table, one sample per row; otherwise it is one instance.</summary>
    public required bool IsPrefix { get; init; }

    /// <summary>Where the value is.</summary>
    public required Oid Oid { get; init; }

    /// <summary>How the value is read.</summary>
    public required ValueConverter Converter { get; init; }

    /// <summary>Metadata in the order of the file.</summary>
    public IReadOnlyList<MetadataDefinition> Metadata { get; init; } = [];

    /// <summary>What is done with the converted value.</summary>
    public PostOperation PostOperation { get; init; }
}
