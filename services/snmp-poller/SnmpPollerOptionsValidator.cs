using Altimeter.Definitions;
using Altimeter.Snmp;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller;

/// <summary>Checks the section <c>SnmpPoller</c>. Messages name key, value and cure; a URL, which may hold a password, is never repeated.</summary>
internal sealed class SnmpPollerOptionsValidator : IValidateOptions<SnmpPollerOptions>
{
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SnmpPollerOptions options)
    {
        List<string> failures = [];
        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > LongestInterval || options.Interval.Ticks % TimeSpan.TicksPerSecond != 0)
            failures.Add($"SnmpPoller:Interval is {options.Interval:c}; must be whole seconds from 00:00:01 to 1.00:00:00 (a bare 60 means 60 days: write 00:01:00)");
        if (options.BatchSize is < 0 or > 10_000) failures.Add($"SnmpPoller:BatchSize is {options.BatchSize}; must be from 0 to 10000");
        if (options.BufferSamples is < 500 or > 10_000_000) failures.Add($"SnmpPoller:BufferSamples is {options.BufferSamples}; must be from 500 to 10000000");
        if (options.Meters.Count > 0 && !NameFilter.TryCreate(options.Meters, "meters", out _, out var error)) failures.Add($"SnmpPoller:Meters: {error}");
        for (var i = 0; i < options.Targets.Count; i++)
        {
            if (options.Targets[i]?.ResourceUrl is not { Length: > 0 } url)
                failures.Add($"SnmpPoller:Targets:{i} has no ResourceUrl; must be a URL such as snmp://community@host, or ResourceId and ResourceUrl");
            else if (!SnmpUri.TryParse(url, out _, out var wrong))
                failures.Add($"SnmpPoller:Targets:{i}: {wrong}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
