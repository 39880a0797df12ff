using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Configuration;

/// <summary>What is taken over from a Ceilometer installation, section <c>Ceilometer</c>.</summary>
public sealed class CeilometerOptions
{
    /// <summary>Where polling.yaml, pipeline.yaml and the other files are; each missing file falls back to the built-in default. Null or empty: built-in defaults only.</summary>
    public string? ConfigurationDirectory { get; init; }

    /// <summary>Key of message signatures; empty switches signing off. Default: Ceilometer's own.</summary>
    public string TelemetrySecret { get; init; } = "change this for valid signing";

    /// <summary>Whether wrongly signed samples are set aside. Default false, as the reference.</summary>
    public bool VerifySignatures { get; init; }
}

internal sealed class CeilometerOptionsValidator : IValidateOptions<CeilometerOptions>
{
    public ValidateOptionsResult Validate(string? name, CeilometerOptions options) =>
        string.IsNullOrEmpty(options.ConfigurationDirectory) || Directory.Exists(options.ConfigurationDirectory)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Ceilometer:ConfigurationDirectory is '{options.ConfigurationDirectory}'; no such directory");
}
