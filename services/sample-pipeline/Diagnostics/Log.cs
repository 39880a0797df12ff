namespace Altimeter.SamplePipeline.Diagnostics;

/// <summary>Log messages of the pipeline, event ids 3000–3999.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 3000, Level = LogLevel.Warning,
        Message = "Drops samples of {Meter}: {Reason} (first seen on resource {Resource} at {Timestamp}); further ones are counted")]
    public static partial void VolumeDropped(this ILogger logger, string meter, string? resource, string timestamp, string reason);
}
