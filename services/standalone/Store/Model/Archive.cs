using System.Text.Json;
using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store.Model;

/// <summary>One granularity of a policy.</summary>
/// <param name="Granularity">Length of a granule in nanoseconds.</param>
/// <param name="Points">Granules kept; null for all.</param>
internal sealed record Archive(long Granularity, long? Points)
{
    private const long Longest = long.MaxValue / 4;

    /// <summary>How far back granules are kept in nanoseconds; null for ever.</summary>
    public long? Timespan => Granularity * Points;

    /// <summary>An archive from texts that are known to be valid.</summary>
    public static Archive Of(string granularity, string timespan) =>
        TimespanText.TryParse(granularity, out var granule) && TimespanText.TryParse(timespan, out var span)
            ? new Archive(granule, span / granule)
            : throw new ArgumentException($"{granularity}, {timespan}: expected two spans of time");

    /// <summary>Reads an item of a definition: two of granularity, points and timespan, or granularity alone.</summary>
    /// <exception cref="GnocchiFault">400: it is not valid or contradicts itself.</exception>
    public static Archive Parse(Body body)
    {
        var parts = body.Only("granularity", "points", "timespan");
        var (granularity, points, timespan) = (Span(parts[0]), Count(parts[1]), Span(parts[2]));
        if (granularity is null && (points is null || timespan is null))
        {
            throw new GnocchiFault(400, "At least two of granularity/points/timespan must be provided");
        }

        var granule = granularity ?? timespan!.Value / points!.Value;
        if (granule == 0)
        {
            throw new GnocchiFault(400, "Granularity should be > 0");
        }

        if (points > Longest / granule)
        {
            throw new GnocchiFault(400, "timespan is too long");
        }

        if (granularity is not null && points is not null && timespan is not null && timespan != granule * points)
        {
            throw new GnocchiFault(400, "timespan ≠ granularity × points");
        }

        points ??= timespan / granule;
        return points != 0 ? new Archive(granule, points) : throw new GnocchiFault(400, "Calculated number of points is < 0");
    }

    /// <summary>The wire form.</summary>
    public JsonObject ToJson() => new()
    {
        ["timespan"] = Timespan is { } timespan ? TimespanText.Format(timespan) : null,
        ["granularity"] = TimespanText.Format(Granularity),
        ["points"] = Points,
    };

    /// <summary>The stored form: seconds, and the points unless all are kept.</summary>
    public JsonObject ToStored()
    {
        var json = new JsonObject { ["granularity"] = (decimal)Granularity / TimespanText.Second };
        if (Points is { } points)
        {
            json["points"] = points;
        }

        return json;
    }

    private static long? Span(Body? body)
    {
        if (body is null)
        {
            return null;
        }

        var text = body.Value.ValueKind is JsonValueKind.String ? body.Value.GetString()! : body.Value.GetRawText();
        return !TimespanText.TryParse(text, out var span) ? throw body.Fault("Unable to parse timespan")
            : span <= 0 ? throw body.Fault("Timespan must be positive")
            : span;
    }

    private static long? Count(Body? body)
    {
        if (body is null)
        {
            return null;
        }

        var text = body.Value.ValueKind is JsonValueKind.String ? body.Value.GetString()! : body.Value.GetRawText();
        return !long.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var points) ? throw body.Fault("expected int")
            : points < 1 ? throw body.Fault("value must be at least 1")
            : points;
    }
}
