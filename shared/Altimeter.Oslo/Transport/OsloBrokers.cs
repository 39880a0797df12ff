namespace Altimeter.Oslo.Transport;

/// <summary>The brokers that the options name.</summary>
internal static class OsloBrokers
{
    /// <summary>Parses the addresses.</summary>
    /// <exception cref="FormatException">One is wrong; the options' validator refuses it before.</exception>
    public static IReadOnlyList<TransportUrl> Of(OsloOptions options) =>
        [.. options.TransportUrls.DefaultIfEmpty("rabbit://").Select(text => TransportUrl.TryParse(text, out var url, out var error) ? url : throw new FormatException(error))];
}
