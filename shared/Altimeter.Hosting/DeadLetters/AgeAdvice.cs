using System.Globalization;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.CommandLine;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Warns by age alone, where nothing is known of what Gnocchi has.</summary>
public sealed class AgeAdvice(TimeProvider time) : IReplayAdvice
{
    /// <summary>The finest granularity of Ceilometer's default policy: within it a sample is hardly ever behind.</summary>
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public Task<string?> WarnAsync(Sample sample, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return Task.FromResult(Warning(sample));
    }

    private string? Warning(Sample sample)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(sample.Timestamp, CultureInfo.InvariantCulture, utc, out var taken)) return null;
        var age = time.GetUtcNow() - taken;
        return age < Young
            ? null
            : $"{sample.Name} of {sample.ResourceId} is {Age.Format(age)} old: if Gnocchi has newer points of this metric, it drops this one, unless the metric's archive policy has a back window that long";
    }
}
