using Altimeter.Definitions;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Reads <c>snmp.yaml</c> (spec/polling.md §7.1).</summary>
public static class MeterFile
{
    /// <summary>Name of the file in the configuration directory.</summary>
    public const string FileName = "snmp.yaml";

    /// <summary>Reads the operator's file, or the built-in definitions of 31 meters when there is none.</summary>
    /// <param name="directory">Configuration directory; null or empty: built-in definitions.</param>
    /// <param name="problems">Takes what is wrong: a definition that is wrong is skipped with a warning, as the reference does.</param>
    /// <returns>Meters in the order of first appearance; of equal names the last definition counts.</returns>
    public static IReadOnlyList<MeterDefinition> Load(string? directory, ProblemList problems)
    {
        var path = DefinitionFile.Find(FileName, string.IsNullOrEmpty(directory) ? null : directory);
        var root = path is null ? DefinitionFile.Parse(BuiltIn(), $"built-in {FileName}", problems) : DefinitionFile.Load(path, problems);
        return root is null ? [] : Read(root, problems);
    }

    /// <summary>Reads the definitions under the key <c>metric</c>.</summary>
    public static IReadOnlyList<MeterDefinition> Read(DefinitionNode root, ProblemList problems)
    {
        if (!root.TryGet("metric", out var list) || list.Kind != NodeKind.List)
        {
            problems.Error(list ?? root, "metric required: a list of meter definitions");
            return [];
        }

        var meters = new OrderedDictionary<string, MeterDefinition>(StringComparer.Ordinal);
        foreach (var node in list.Items)
        {
            if (new MeterReader(node, problems).Read() is not { } meter) continue;
            if (meters.ContainsKey(meter.Name)) problems.Warning(node, $"the meter {meter.Name} is defined twice, the last definition counts");
            meters[meter.Name] = meter;
        }

        return [.. meters.Values];
    }

    private static string BuiltIn()
    {
        using var stream = typeof(MeterFile).Assembly.GetManifestResourceStream(FileName)
            ?? throw new InvalidOperationException($"the assembly holds no {FileName}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
