using System.ComponentModel.DataAnnotations;
using System.Net;
using Altimeter.SnmpSimulator.Recordings;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpSimulator;

/// <summary>Settings of the simulator, section <c>SnmpSimulator</c>.</summary>
public sealed class SnmpSimulatorOptions
{
    /// <summary>Directory of <c>*.snmprec</c> files; null: the four built-in recordings.</summary>
    public string? Recordings { get; init; }

    /// <summary>Addresses to bind, separated by commas. Device k takes address k modulo their number; with one address each device takes a port.</summary>
    [Required]
    public string Bind { get; init; } = "127.0.0.1";

    /// <summary>UDP port of the first device on each address, the next one has the next port. 0: any free ports. Default 1161.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 1161;

    /// <summary>Number of devices; they take the recordings in turn. Null: one per recording.</summary>
    [Range(1, 50_000)]
    public int? Devices { get; init; }

    /// <summary>The community that is answered. Default <c>public</c>.</summary>
    [Required]
    public string Community { get; init; } = "public";

    /// <summary>Users of SNMPv3. Default none: the devices do not speak v3.</summary>
    [ValidateEnumeratedItems]
    public IReadOnlyList<SimulatedUser> Users { get; init; } = [];
}

[OptionsValidator]
internal sealed partial class SnmpSimulatorOptionsValidator : IValidateOptions<SnmpSimulatorOptions>;

/// <summary>Rules that annotations cannot say.</summary>
internal sealed class SnmpSimulatorRules : IValidateOptions<SnmpSimulatorOptions>
{
    public ValidateOptionsResult Validate(string? name, SnmpSimulatorOptions options)
    {
        if (options.Bind.Split(',').FirstOrDefault(a => !IPAddress.TryParse(a.Trim(), out _)) is { } wrong)
            return ValidateOptionsResult.Fail($"SnmpSimulator:Bind has '{wrong}'; IP addresses separated by commas are expected");
        for (var i = 0; i < options.Users.Count; i++)
        {
            if (options.Users[i].ToCredentials().FindError() is { } error) return ValidateOptionsResult.Fail($"SnmpSimulator:Users:{i}: {error}");
        }
        if (options.Recordings is not { } directory) return ValidateOptionsResult.Success;
        if (!Directory.Exists(directory)) return ValidateOptionsResult.Fail($"SnmpSimulator:Recordings is '{directory}'; there is no such directory");
        try
        {
            return Recording.Load(directory).Count > 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"SnmpSimulator:Recordings is '{directory}'; it has no file *.snmprec");
        }
        catch (RecordingFormatException e)
        {
            return ValidateOptionsResult.Fail(e.Message);
        }
    }
}
