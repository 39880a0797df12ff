using System.Globalization;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>How long and how finely measures are kept.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BackWindow">Blocks of the coarsest granularity before the newest point's that still accept points.</param>
/// <param name="Definition">One archive per granularity, in the order of the creator.</param>
/// <param name="Methods">Aggregation methods that can be read.</param>
internal sealed record ArchivePolicy(string Name, int BackWindow, IReadOnlyList<Archive> Definition, IReadOnlyList<string> Methods)
{
    /// <summary>The policies of a fresh Gnocchi.</summary>
    public static readonly List<ArchivePolicy> Defaults =
    [
        new("bool", 3_600, [Archive.Of("1s", "365 days")], ["last"]),
        new("low", 0, [Archive.Of("5min", "30 days")], AggregationMethods.Default),
        new("medium", 0, [Archive.Of("1min", "7 days"), Archive.Of("1h", "365 days")], AggregationMethods.Default),
        new("high", 0, [Archive.Of("1s", "1h"), Archive.Of("1min", "7 days"), Archive.Of("1h", "365 days")], AggregationMethods.Default),
    ];

    /// <summary>Reads the body of a creation.</summary>
    /// <exception cref="GnocchiFault">400: it is not a valid policy.</exception>
    public static ArchivePolicy Parse(Body body)
    {
        var parts = body.Only("name", "back_window", "definition", "aggregation_methods");
        var name = (parts[0] ?? throw body.Required("name")).Text();
        var window = 0;
        if (parts[1] is { } backWindow && !(backWindow.Value.ValueKind == System.Text.Json.JsonValueKind.Number
            && backWindow.Value.TryGetInt32(out window) && window >= 0))
        {
            throw backWindow.Fault("value must be at least 0");
        }

        var definition = ParseDefinition(parts[2] ?? throw body.Required("definition"));
        var entries = parts[3]?.Items().Select(item => (item, text: item.Text())).ToList();
        if (entries?.Find(entry => !AggregationMethods.IsEntry(entry.text)) is { item: { } wrong })
        {
            throw wrong.Fault("not a valid value");
        }

        return new ArchivePolicy(name, window, definition, entries is null ? AggregationMethods.Default
            : AggregationMethods.Resolve([.. entries.Select(entry => entry.text)]));
    }

    /// <summary>Reads the definition of a change; it must keep the granularities.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid, or drops, adds or changes a granularity.</exception>
    public ArchivePolicy Change(Body body)
    {
        var definition = ParseDefinition(body.Only("definition")[0] ?? throw body.Required("definition"));
        if (definition.Count != Definition.Count)
        {
            throw new GnocchiFault(400, $"Archive policy {Name} does not support change: Cannot add or drop granularities");
        }

        var (before, after) = (Definition.Select(a => a.Granularity).Order(), definition.Select(a => a.Granularity).Order());
        foreach (var (old, changed) in before.Zip(after))
        {
            if (old != changed)
            {
                throw new GnocchiFault(400, $"Archive policy {Name} does not support change: {Seconds(old)} granularity interval was changed");
            }
        }

        return this with { Definition = definition };
    }

    /// <summary>The oldest time that a point may have when the newest stored one is this (spec §12).</summary>
    public long OldestAccepted(long newest)
    {
        var block = Definition.Max(archive => archive.Granularity);
        var window = BackWindow + (Methods.Any(method => method.StartsWith(AggregationMethods.RatePrefix, StringComparison.Ordinal)) ? 1 : 0);
        return newest - (newest % block) - (window * block);
    }

    /// <summary>The oldest time that any archive or the back window still needs; null when one is kept for ever.</summary>
    public long? OldestKept(long newest)
    {
        if (Definition.Any(archive => archive.Timespan is null))
        {
            return null;
        }

        var block = Definition.Max(archive => archive.Granularity);
        return Math.Min(OldestAccepted(newest), newest - Definition.Max(archive => archive.Timespan!.Value)) - block;
    }

    /// <summary>The wire form.</summary>
    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["back_window"] = BackWindow,
        ["definition"] = new JsonArray([.. Definition.Select(archive => archive.ToJson())]),
        ["aggregation_methods"] = new JsonArray([.. Methods.Select(method => JsonValue.Create(method))]),
    };

    /// <summary>The stored form, which <see cref="Parse"/> reads: exact, and without what is not set.</summary>
    public JsonObject ToStored()
    {
        var json = ToJson();
        json["definition"] = new JsonArray([.. Definition.Select(archive => archive.ToStored())]);
        return json;
    }

    /// <summary>Seconds as Gnocchi prints them: always with a fraction.</summary>
    public static string Seconds(long nanoseconds) =>
        ((decimal)nanoseconds / TimespanText.Second).ToString("0.0########", CultureInfo.InvariantCulture);

    private static List<Archive> ParseDefinition(Body body)
    {
        var items = body.Items().ToList();
        if (items.Count == 0)
        {
            throw body.Fault("length of value must be at least 1");
        }

        var definition = items.ConvertAll(Archive.Parse);
        var twice = definition.GroupBy(archive => archive.Granularity).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? definition
            : throw new GnocchiFault(400, $"More than one archive policy uses granularity `{Seconds(twice.Key)}'");
    }
}
