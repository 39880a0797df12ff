using System.ComponentModel;
using System.Globalization;

namespace Altimeter.SnmpPoller;

/// <summary>Reads a target that is a mere URL.</summary>
public sealed class PollTargetConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string url ? new PollTargetOptions { ResourceUrl = url } : base.ConvertFrom(context, culture, value);
}
