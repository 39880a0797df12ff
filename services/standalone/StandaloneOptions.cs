using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Altimeter.Standalone;

/// <summary>Settings of the one-process edition, section <c>Standalone</c>.</summary>
public sealed class StandaloneOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Standalone";

    /// <summary>Poll one cycle, wait until every sample is readable, print the table, and end. Default false.</summary>
    public bool Once { get; init; }

    /// <summary>Directory of the embedded store and the dead letters. Default: a new temporary folder, which is printed.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Port of the embedded store on 127.0.0.1; the next free one when it is taken. Default 8041, as Gnocchi's.</summary>
    [Range(1, 65_535)]
    public int GnocchiPort { get; init; } = 8041;

    /// <summary>File of notifications to replay, one JSON body a line, with or without envelope; null: none.</summary>
    public string? NotificationsFile { get; init; }

    /// <summary>Longest that <see cref="Once"/> waits for the samples to be stored. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OnceTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

[OptionsValidator]
internal sealed partial class StandaloneOptionsValidator : IValidateOptions<StandaloneOptions>;

internal sealed class NotificationsFileValidator : IValidateOptions<StandaloneOptions>
{
    public ValidateOptionsResult Validate(string? name, StandaloneOptions options) =>
        options.NotificationsFile is null || File.Exists(options.NotificationsFile)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"--notifications is '{options.NotificationsFile}'; no such file");
}
