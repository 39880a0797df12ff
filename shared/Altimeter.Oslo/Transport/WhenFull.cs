using System.ComponentModel;
using System.Globalization;

namespace Altimeter.Oslo.Transport;

/// <summary>What happens while what was taken in cannot be passed on: <c>Hold</c> (the backlog waits in oslo's queues), or <c>DropAfter:&lt;duration&gt;</c>
/// (what was held that long is acknowledged and counted, to protect the broker that carries the clouds' calls).</summary>
/// <param name="DropAfter">Longest hold, at least a second; null: for as long as it takes.</param>
[TypeConverter(typeof(WhenFullConverter))]
[Description("Hold or DropAfter:<duration of at least a second, such as 00:10:00>")]
public readonly record struct WhenFull(TimeSpan? DropAfter)
{
    private const string HoldText = "Hold";
    private const string DropText = "DropAfter:";

    /// <summary>Hold.</summary>
    public static WhenFull Hold => default;

    /// <summary>Reads the text form; false when it is another.</summary>
    public static bool TryParse(string text, out WhenFull value)
    {
        value = Hold;
        if (text.Equals(HoldText, StringComparison.OrdinalIgnoreCase)) return true;
        if (!text.StartsWith(DropText, StringComparison.OrdinalIgnoreCase)) return false;
        if (!TimeSpan.TryParse(text.AsSpan(DropText.Length), CultureInfo.InvariantCulture, out var limit) || limit < TimeSpan.FromSeconds(1)) return false;
        value = new WhenFull(limit);
        return true;
    }

    /// <summary>The text form.</summary>
    public override string ToString() => DropAfter is { } limit ? $"{DropText}{limit:c}" : HoldText;
}

/// <summary>Reads <see cref="WhenFull"/> from configuration.</summary>
public sealed class WhenFullConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text && WhenFull.TryParse(text, out var parsed) ? parsed : throw new FormatException($"'{value}' is neither Hold nor DropAfter:<duration>");
}
