using Altimeter.Definitions;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Reads one resource of a source; one that is wrong is skipped with a warning. No message repeats a URL, which may hold a password.</summary>
internal static class ResourceReader
{
    /// <summary>Gives the resource; null when it is skipped.</summary>
    public static PollResource? Read(DefinitionNode node, ProblemList problems)
    {
        switch (node.Kind)
        {
            case NodeKind.Text:
                return Parse(node, node.Text, problems) is { } target ? PollResource.Of(node.Text, target) : null;
            case NodeKind.Map when Has(node, "resource_id") && Has(node, "resource_url"):
                node.TryGet("resource_url", out var url);
                if (Parse(url!, url!.Text, problems) is not { } mapped) return null;
                List<KeyValuePair<string, string?>> members = [];
                foreach (var (key, value) in node.Entries)
                {
                    if (value.Kind is NodeKind.Map or NodeKind.List) problems.Warning(value, $"{key} is no scalar and is left out of the metadata");
                    else members.Add(KeyValuePair.Create(key, value.Kind == NodeKind.Null ? null : value.Text));
                }

                return PollResource.Of(members, mapped);
            default:
                problems.Warning(node, "a resource must be a URL such as snmp://community@host, or a map with resource_id and resource_url; skipped");
                return null;
        }
    }

    private static bool Has(DefinitionNode node, string key) =>
        node.TryGet(key, out var value) && !value.IsFalsy && value.Kind is not (NodeKind.Map or NodeKind.List);

    private static SnmpTarget? Parse(DefinitionNode node, string url, ProblemList problems)
    {
        var isValid = SnmpUri.TryParse(url, out var target, out var error, out var warnings);
        if (!isValid) problems.Warning(node, $"{error}; the resource is skipped");
        foreach (var warning in warnings) problems.Warning(node, warning);
        return target;
    }
}
