using Altimeter.Oslo.Envelope;

namespace Altimeter.SamplePipeline.Routing;

/// <summary>Which volumes are acceptable: numbers, truth values, and texts that Python's <c>float()</c> reads (spec/pipeline.md §7). The volume itself is never changed.</summary>
internal static class VolumeRule
{
    /// <summary>Reason of a sample without a volume.</summary>
    public const string Missing = "volume-missing";

    /// <summary>Reason of a volume that is no number.</summary>
    public const string NotNumber = "volume-not-number";

    /// <summary>Gives the reason to drop a sample; null when its volume is acceptable.</summary>
    /// <param name="volume">The volume as JSON; empty stands for null.</param>
    public static string? ReasonToDrop(ReadOnlyMemory<byte> volume)
    {
        if (volume.IsEmpty) return Missing;
        if (!RawJson.TryParse(volume, out var value, out _)) return NotNumber;
        return value.Kind switch
        {
            JsonKind.None or JsonKind.Null => Missing,
            JsonKind.Integer or JsonKind.Float or JsonKind.True or JsonKind.False => null,
            JsonKind.Text when PythonNumber.TryReadFloat(value.GetText(), out _) => null,
            _ => NotNumber,
        };
    }
}
