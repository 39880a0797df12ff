namespace Altimeter.GnocchiWriter;

/// <summary>Log messages of the writer, event ids 4000–4999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "metric {Meter} is not handled by Gnocchi: no resource definition maps it; its samples are dropped")]
    public static partial void MeterUnmapped(this ILogger logger, string meter);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "{Count} samples set aside, e.g. {Meter}: {Reason}: {Text}")]
    public static partial void SamplesSetAside(this ILogger logger, int count, string meter, string reason, string text);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "{Problem}")]
    public static partial void DefinitionProblem(this ILogger logger, string problem);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Error, Message = "{File} is refused; the built-in definitions are used instead")]
    public static partial void DefinitionsRefused(this ILogger logger, string file);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Information, Message = "resource type {Type} was created or completed in Gnocchi")]
    public static partial void ResourceTypeMade(this ILogger logger, string type);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "resource type {Type} is missing or incomplete in Gnocchi and cannot be made: {Reason}")]
    public static partial void ResourceTypeRefused(this ILogger logger, string type, string reason);

    [LoggerMessage(EventId = 4007, Level = LogLevel.Warning, Message = "unit of {Meter} has more than {Longest} characters; the metric is created without it")]
    public static partial void UnitOmitted(this ILogger logger, string meter, int longest);

    [LoggerMessage(EventId = 4008, Level = LogLevel.Warning, Message = "metadata of {Meter} are no JSON; its resource gets no attributes from them")]
    public static partial void MetadataUnreadable(this ILogger logger, string meter);

    [LoggerMessage(EventId = 4009, Level = LogLevel.Warning, Message = "a message of {Queue} cannot be read and is set aside: {Reason}")]
    public static partial void MessageUnreadable(this ILogger logger, string queue, string reason);
}
