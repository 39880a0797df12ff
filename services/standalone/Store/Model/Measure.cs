using System.Globalization;
using System.Text.Json;

namespace Altimeter.Standalone.Store.Model;

/// <summary>One point: nanoseconds since 1970, and a value.</summary>
internal readonly record struct Measure(long Timestamp, double Value)
{
    /// <summary>Reads a list of <c>{"timestamp", "value"}</c>; the first timestamp decides the kind of all (spec §12).</summary>
    /// <exception cref="GnocchiFault">400: it is not such a list, or a timestamp or value cannot be read.</exception>
    public static List<Measure> ParseList(Body body, TimeProvider time)
    {
        if (body.Value.ValueKind != JsonValueKind.Array)
        {
            throw body.Fault("unexpected measures format");
        }

        var measures = new List<Measure>(body.Value.GetArrayLength());
        TimeText.Kind? kind = null;
        foreach (var item in body.Value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("timestamp", out var timestamp) || !item.TryGetProperty("value", out var value))
            {
                throw body.Fault("unexpected measures format");
            }

            try
            {
                kind ??= TimeText.KindOf(timestamp);
                measures.Add(new Measure(TimeText.Parse(timestamp, kind.Value, time), ValueOf(value)));
            }
            catch (FormatException e)
            {
                throw body.Fault($"unexpected timestamp '{e.Message}'");
            }
            catch (InvalidCastException)
            {
                throw body.Fault("unexpected measures value");
            }
        }

        return measures;
    }

    private static double ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => ValueOf(value.GetString()!.Trim()),
        _ => throw new InvalidCastException(),
    };

    private static double ValueOf(string text) => text.TrimStart('+', '-').ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INF" or "INFINITY" => text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : throw new InvalidCastException(),
    };
}
