using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter;

/// <summary>Settings of the writer, section <c>GnocchiWriter</c>.</summary>
public sealed class GnocchiWriterOptions
{
    /// <summary>Measures per request to Gnocchi. Default 5,000; Gnocchi reads the whole body into memory.</summary>
    [Range(1, 100_000)]
    public int MeasuresPerRequest { get; init; } = 5_000;

    /// <summary>Samples further ahead of this host's clock are set aside: one far ahead makes Gnocchi drop what its metric gets until then. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan FutureLimit { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Metrics per lane whose id, policy and newest time are remembered. Default 50,000, about 15 MB; beyond, late samples of those not used longest are not recognised.</summary>
    [Range(1, 10_000_000)]
    public int MetricsPerLane { get; init; } = 50_000;

    /// <summary>Resources per lane whose attributes are remembered. Default 20,000, about 4 MB.</summary>
    [Range(1, 10_000_000)]
    public int ResourcesPerLane { get; init; } = 20_000;
}

/// <summary>Checks <see cref="GnocchiWriterOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GnocchiWriterOptionsValidator : IValidateOptions<GnocchiWriterOptions>;
