using Altimeter.Definitions;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Reads one entry of <c>resources</c>. An invalid one is a warning and skipped, as in the reference.</summary>
internal sealed class ResourceEntryReader(ProblemList problems)
{
    private const string MetadataPath = "resource_metadata.";

    private static readonly string[] Verbs = ["event_create", "event_update", "event_delete"];

    /// <summary>Reads an entry; null when it is skipped.</summary>
    public ResourceDefinition? Read(DefinitionNode entry)
    {
        if (entry.Kind != NodeKind.Map) return Skip(entry, "a map with resource_type and metrics is expected");
        if (!entry.TryGet("resource_type", out var type)) return Skip(entry, "the required key resource_type is missing");
        if (type.Kind != NodeKind.Text || type.Text.Length == 0) return Skip(type, "a name is expected");
        if (!entry.TryGet("metrics", out var metrics)) return Skip(entry, "the required key metrics is missing");

        var forced = ForcedPolicy(entry, metrics);
        if (ReadMetrics(metrics) is not { } read || ReadAttributes(entry) is not { } attributes || !TryReadEvents(entry, out var events)) return null;
        return new ResourceDefinition
        {
            Type = type.Text,
            Metrics = read,
            Attributes = attributes,
            ForcedPolicy = forced,
            Events = events,
            ReadsMetadataOnly = attributes.All(attribute => attribute.Expression.Text.StartsWith(MetadataPath, StringComparison.Ordinal)),
        };
    }

    private List<KeyValuePair<string, string?>>? ReadMetrics(DefinitionNode metrics)
    {
        switch (metrics.Kind)
        {
            case NodeKind.List:
                if (metrics.Items.FirstOrDefault(item => item.Kind != NodeKind.Text) is { } wrong) return SkipMetrics(wrong, "a meter name is expected");
                return [.. metrics.Items.Select(item => KeyValuePair.Create<string, string?>(item.Text, null))];

            case NodeKind.Map:
                var read = new List<KeyValuePair<string, string?>>(metrics.Entries.Count);
                foreach (var (meter, value) in metrics.Entries)
                {
                    if (value.IsFalsy)
                    {
                        read.Add(KeyValuePair.Create<string, string?>(meter, null));
                        continue;
                    }

                    if (value.Kind != NodeKind.Map) return SkipMetrics(value, "nothing or a map with archive_policy_name is expected");
                    var named = value.TryGet("archive_policy_name", out var policy);
                    if (named && policy!.Kind != NodeKind.Text) return SkipMetrics(policy, "the name of an archive policy is expected");
                    read.Add(KeyValuePair.Create(meter, named ? policy!.Text : null));
                }

                return read;

            default:
                return SkipMetrics(metrics, "a list or a map of meter names is expected");
        }
    }

    private string? ForcedPolicy(DefinitionNode entry, DefinitionNode metrics)
    {
        if (!entry.TryGet("archive_policy", out var policy) || policy.IsFalsy) return null;
        var count = metrics.Kind == NodeKind.List ? metrics.Items.Count : metrics.Entries.Count;
        problems.Warning(policy, $"is deprecated and overrides the policy of all {count} metrics of this entry; use archive_policy_name of the metrics");
        return policy.Text;
    }

    private List<AttributeDefinition>? ReadAttributes(DefinitionNode entry)
    {
        if (!entry.TryGet("attributes", out var attributes) || attributes.IsFalsy) return [];
        if (attributes.Kind != NodeKind.Map)
        {
            Skip(attributes, "a map of attributes and expressions is expected");
            return null;
        }

        var read = new List<AttributeDefinition>(attributes.Entries.Count);
        foreach (var (name, node) in attributes.Entries)
        {
            if (!AttributeExpression.TryCreate(node, out var expression, out var error))
            {
                Skip(node, error);
                return null;
            }

            read.Add(new AttributeDefinition(name, expression));
        }

        return read;
    }

    private bool TryReadEvents(DefinitionNode entry, out EventMapping? events)
    {
        events = null;
        if (!Verbs.Any(verb => entry.TryGet(verb, out var patterns) && !patterns.IsFalsy)) return true;
        if (!entry.TryGet("event_attributes", out var attributes) || attributes.Kind != NodeKind.Map)
            return Skip(entry, "event_attributes with id is required where event_create, event_update or event_delete is given") is not null;
        if (!attributes.TryGet("id", out var id) || id.Kind != NodeKind.Text || id.Text.Length == 0)
            return Skip(attributes, "the required key id is missing or no trait name") is not null;

        var traits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in attributes.Entries)
        {
            if (!AttributeExpression.TryCreate(node, out _, out var error)) return Skip(node, error) is not null;
            traits[name] = node.Text;
        }

        var associated = new Dictionary<string, string>(StringComparer.Ordinal);
        if (entry.TryGet("event_associated_resources", out var resources) && !resources.IsFalsy)
        {
            foreach (var (type, template) in resources.Entries)
            {
                if (template.Kind != NodeKind.Text) return Skip(template, "the text of a search with %s for the resource id is expected") is not null;
                associated[type] = template.Text;
            }
        }

        if (ReadPatterns(entry, "event_create") is not { } create || ReadPatterns(entry, "event_update") is not { } update
            || ReadPatterns(entry, "event_delete") is not { } delete) return false;
        events = new EventMapping { Create = create, Update = update, Delete = delete, Traits = traits, AssociatedResources = associated };
        return true;
    }

    private List<Glob>? ReadPatterns(DefinitionNode entry, string key)
    {
        if (!entry.TryGet(key, out var patterns) || patterns.IsFalsy) return [];
        if (patterns.Kind == NodeKind.Text) return [new Glob(patterns.Text)];
        if (patterns.Kind == NodeKind.List && patterns.Items.All(item => item.Kind == NodeKind.Text)) return [.. patterns.Items.Select(item => new Glob(item.Text))];
        Skip(patterns, "a pattern of event types or a list of them is expected");
        return null;
    }

    private ResourceDefinition? Skip(DefinitionNode node, string message)
    {
        problems.Warning(node, $"{message}; the entry is skipped");
        return null;
    }

    private List<KeyValuePair<string, string?>>? SkipMetrics(DefinitionNode node, string message)
    {
        Skip(node, message);
        return null;
    }
}
