using Altimeter.Oslo.Envelope;
using Microsoft.Extensions.Options;

namespace Altimeter.Oslo.Transport;

/// <summary>Checks section <c>Oslo</c>, every problem at once; no message holds a password.</summary>
public sealed partial class OsloOptionsValidator : IValidateOptions<OsloOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OsloOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new Annotations().Validate(name, options));
        for (var i = 0; i < options.TransportUrls.Count; i++)
        {
            if (!TransportUrl.TryParse(options.TransportUrls[i], out _, out var error)) result.AddError($"Oslo:TransportUrls:{i}: {error}");
        }

        foreach (var priority in options.Priorities.Where(priority => !NotificationPriorities.Contains(priority)))
            result.AddError($"Oslo:Priorities has '{priority}'; expected {string.Join(", ", NotificationPriorities.All)}");
        if (options.Topics.Any(string.IsNullOrWhiteSpace)) result.AddError("Oslo:Topics has an empty topic");
        if (options.BatchSize > options.Prefetch)
            result.AddError($"Oslo:BatchSize is {options.BatchSize}, more than Oslo:Prefetch ({options.Prefetch}): a batch would never fill; set it to at most the prefetch");
        if (options is { Quorum: true, AutoDelete: true }) result.AddError("Oslo:Quorum and Oslo:AutoDelete are both true; the broker has no auto-delete quorum queues");
        return result.Build();
    }

    [OptionsValidator]
    private sealed partial class Annotations : IValidateOptions<OsloOptions>;
}
