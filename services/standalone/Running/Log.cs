namespace Altimeter.Standalone.Running;

/// <summary>Log messages, event ids 5000–5099.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Data is in {Directory}")]
    public static partial void DataIn(this ILogger logger, string directory);

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "The measure store answers like Gnocchi at {Address}; try: gnocchi --os-auth-type gnocchi-basic --user admin --endpoint {Address} resource list")]
    public static partial void StoreAt(this ILogger logger, string address);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Replayed {Count} notifications of {File}")]
    public static partial void Replayed(this ILogger logger, int count, string file);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Error, Message = "Not every sample was stored within {Seconds:F0} s")]
    public static partial void NotSettled(this ILogger logger, double seconds);
}
