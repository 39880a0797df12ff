namespace Altimeter.Standalone.Store.Storage;

/// <summary>What part of a list is wanted.</summary>
/// <param name="Limit">Most items.</param>
/// <param name="Marker">The item after which the part begins; null for the start.</param>
/// <param name="Sorts">Sort keys <c>attribute:asc|desc[-nullslast|-nullsfirst]</c>.</param>
internal sealed record Page(int Limit, string? Marker, IReadOnlyList<string> Sorts)
{
    /// <summary>Wraps a query so that it returns this part only.</summary>
    /// <param name="select">The whole list.</param>
    /// <param name="key">Unique column, the last sort key.</param>
    /// <param name="column">SQL expression of a sort key; null for an unknown one.</param>
    /// <param name="arguments">Arguments of the query; the marker's is added.</param>
    /// <param name="marker">SQL expression that the marker is compared with.</param>
    /// <exception cref="GnocchiFault">400: a sort key is unknown.</exception>
    public string Sql(string select, string key, Func<string, string?> column, List<object?> arguments, string marker)
    {
        var order = string.Join(", ", Sorts.Select(sort => Order(sort, column)).Append(key));
        var after = "";
        if (Marker is not null)
        {
            arguments.Add(Marker);
            after = $"WHERE position > (SELECT position FROM ordered WHERE {marker} = ${arguments.Count})";
        }

        return $"WITH ordered AS (SELECT *, row_number() OVER (ORDER BY {order}) AS position FROM ({select})) SELECT * FROM ordered {after} ORDER BY position LIMIT {Limit}";
    }

    /// <summary>Checks that the marker names an item when a page came out empty.</summary>
    /// <exception cref="GnocchiFault">400: it does not.</exception>
    public List<T> CheckMarker<T>(List<T> items, Func<string, bool> exists) =>
        items.Count > 0 || Marker is null || exists(Marker) ? items
        : throw new GnocchiFault(400, $"Invalid pagination: `Invalid marker: {Marker}'");

    private static string Order(string sort, Func<string, string?> column)
    {
        var (name, direction) = sort.Split(':', 2) is [var n, var d] ? (n, d) : (sort, "asc");
        var sql = column(name) ?? throw new GnocchiFault(400, $"Invalid pagination: `Sort key supplied is invalid: {name}'");
        return direction switch
        {
            "asc" => sql + " ASC NULLS LAST",
            "desc" => sql + " DESC NULLS FIRST",
            "asc-nullsfirst" => sql + " ASC NULLS FIRST",
            "asc-nullslast" => sql + " ASC NULLS LAST",
            "desc-nullsfirst" => sql + " DESC NULLS FIRST",
            "desc-nullslast" => sql + " DESC NULLS LAST",
            _ => throw new GnocchiFault(400, $"Invalid pagination: `Unknown sort direction: {direction}'"),
        };
    }
}
