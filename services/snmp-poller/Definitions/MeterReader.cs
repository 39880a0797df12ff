using Altimeter.Definitions;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Reads one meter definition. Everything that makes it unusable is a warning, and the definition is skipped.</summary>
internal sealed class MeterReader(DefinitionNode node, ProblemList problems)
{
    private static readonly string[] Types = ["gauge", "delta", "cumulative"];
    private static readonly string[] MeterKeys = ["name", "unit", "type"];
    private static readonly string[] InspectorKeys = ["matching_type", "oid", "type", "metadata", "post_op"];

    private static readonly Dictionary<string, PostOperation> PostOperations = new(StringComparer.Ordinal)
    {
        ["_post_op_memory_avail_to_used"] = PostOperation.MemoryAvailToUsed,
        ["_post_op_net"] = PostOperation.Net,
        ["_post_op_disk"] = PostOperation.Disk,
    };

    private bool _isBroken;

    /// <summary>Gives the meter; null when it is skipped.</summary>
    public MeterDefinition? Read()
    {
        if (node.Kind != NodeKind.Map)
        {
            problems.Warning(node, $"a map with name, unit and type is expected, {node.Kind} found; skipped");
            return null;
        }

        var name = Scalar(node, "name");
        var unit = Scalar(node, "unit");
        var type = Scalar(node, "type");
        if (type.Length > 0 && !Types.Contains(type)) Skip(node, "type", $"Unrecognized type value {type}, expected one of {string.Join(", ", Types)}");
        WarnOfUnknown(node, key => MeterKeys.Contains(key) || key.EndsWith("_inspector", StringComparison.Ordinal));
        if (!node.TryGet("snmp_inspector", out var inspector) || inspector.Kind != NodeKind.Map)
        {
            Skip(node, "snmp_inspector", "snmp_inspector must be a map with matching_type, oid and type");
            return null;
        }

        var matching = Scalar(inspector, "matching_type");
        var value = Value(inspector);
        var metadata = Metadata(inspector).ToList();
        WarnOfUnknown(inspector, InspectorKeys.Contains);
        var operation = Operation(inspector);
        if (_isBroken) return null;
        return new MeterDefinition
        {
            Name = name,
            Unit = unit,
            Type = type,
            IsPrefix = matching == "type_prefix",
            Oid = value.Oid,
            Converter = value.Converter!,
            Metadata = metadata,
            PostOperation = operation,
        };
    }

    private (Oid Oid, ValueConverter? Converter) Value(DefinitionNode map)
    {
        var oidText = Scalar(map, "oid");
        if (!Oid.TryParse(oidText, out var oid) && oidText.Length > 0) Skip(map, "oid", $"'{oidText}' is no numeric OID such as 1.3.6.1.2.1.1.3.0");
        var type = Scalar(map, "type");
        if (!ValueConverter.TryGet(type, out var converter) && type.Length > 0)
            Skip(map, "type", $"'{type}' is no converter, expected one of {ValueConverter.Expected} or a literal of the shipped file; nothing is evaluated");
        return (oid, converter);
    }

    private IEnumerable<MetadataDefinition> Metadata(DefinitionNode inspector)
    {
        if (!inspector.TryGet("metadata", out var map) || map.IsFalsy) yield break;
        if (map.Kind != NodeKind.Map)
        {
            Skip(inspector, "metadata", "metadata must be a map of keys to {oid, type}");
            yield break;
        }

        foreach (var (key, entry) in map.Entries)
        {
            if (entry.Kind != NodeKind.Map)
            {
                Skip(map, key, "a map with oid and type is expected");
                continue;
            }

            var (oid, converter) = Value(entry);
            if (converter is not null) yield return new MetadataDefinition(key, oid, converter);
        }
    }

    private PostOperation Operation(DefinitionNode inspector)
    {
        if (!inspector.TryGet("post_op", out var text) || text.IsFalsy) return PostOperation.None;
        if (!PostOperations.TryGetValue(text.Text, out var operation))
            problems.Warning(text, $"the operation {text.Text} is unknown and ignored, expected one of {string.Join(", ", PostOperations.Keys)}");
        return operation;
    }

    private string Scalar(DefinitionNode map, string key)
    {
        if (map.TryGet(key, out var value) && !value.IsFalsy && value.Kind is not (NodeKind.Map or NodeKind.List)) return value.Text;
        Skip(map, key, $"Missing field {key}");
        return "";
    }

    private void Skip(DefinitionNode map, string key, string message)
    {
        _isBroken = true;
        problems.Warning(map.TryGet(key, out var value) ? value : map, $"{message}; the definition is skipped");
    }

    private void WarnOfUnknown(DefinitionNode map, Func<string, bool> isKnown)
    {
        foreach (var (key, value) in map.Entries)
            if (!isKnown(key)) problems.Warning(value, $"Ignore unrecognized field {key}");
    }
}
