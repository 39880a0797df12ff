using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Configuration;

/// <summary>Where health and metrics are served, section <c>Http</c>.</summary>
public sealed class HttpOptions
{
    /// <summary>Address to listen on. Default loopback; <c>0.0.0.0</c> in images.</summary>
    [Required]
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>Port; null: the service's own default. 0: any free port.</summary>
    [Range(0, 65535)]
    public int? Port { get; init; }
}

[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;

internal sealed class HttpBindValidator : IValidateOptions<HttpOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpOptions options) =>
        options.Bind is "localhost" || System.Net.IPAddress.TryParse(options.Bind, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Http:Bind is '{options.Bind}'; an IP address is expected, e.g. 127.0.0.1 or 0.0.0.0");
}
