using Altimeter.Definitions;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Reads a <c>gnocchi_resources.yaml</c>. What the reference skips is a warning and skipped; what makes it refuse the file is an error.</summary>
public sealed class ResourceDefinitionsReader(ProblemList problems)
{
    /// <summary>Reads the file.</summary>
    /// <param name="root">Its root.</param>
    /// <returns>Null when the file is refused; the reasons are in the problem list.</returns>
    public ResourceDefinitions? Read(DefinitionNode root)
    {
        if (root.Kind != NodeKind.Map)
        {
            problems.Error(root, root.Kind == NodeKind.Null ? "the file is empty, a map with resources is expected" : "a map with resources is expected");
            return null;
        }

        var resources = ReadResources(root);
        var policies = ReadPolicies(root);
        var defaultPolicy = root.TryGet("archive_policy_default", out var node) && !node.IsFalsy ? TextOf(node) : null;
        return problems.HasErrors ? null : new ResourceDefinitions(defaultPolicy ?? ResourceDefinitions.ReferenceDefaultPolicy, policies, resources);
    }

    private List<ResourceDefinition> ReadResources(DefinitionNode root)
    {
        if (!root.TryGet("resources", out var list)) return [];
        if (list.Kind != NodeKind.List)
        {
            problems.Error(list, "a list of resource entries is expected");
            return [];
        }

        var entries = new ResourceEntryReader(problems);
        return [.. list.Items.Select(entries.Read).OfType<ResourceDefinition>()];
    }

    private List<ArchivePolicyDefinition> ReadPolicies(DefinitionNode root)
    {
        var policies = new List<ArchivePolicyDefinition>();
        if (!root.TryGet("archive_policies", out var list) || list.IsFalsy) return policies;
        if (list.Kind != NodeKind.List)
        {
            problems.Error(list, "a list of archive policies is expected");
            return policies;
        }

        foreach (var item in list.Items)
        {
            if (item.TryGet("name", out var name) && TextOf(name) is { Length: > 0 } text)
                policies.Add(new ArchivePolicyDefinition(text, NodeJson.ToBytes(item)));
            else
                problems.Error(item, "an archive policy with a name is expected");
        }

        return policies;
    }

    private string? TextOf(DefinitionNode node)
    {
        if (node.Kind is NodeKind.Text) return node.Text;
        problems.Error(node, "a name is expected");
        return null;
    }
}
