using System.Diagnostics.Metrics;

namespace Altimeter.GnocchiWriter.Diagnostics;

/// <summary>Instruments of the writer.</summary>
public sealed class WriterMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Altimeter.GnocchiWriter";

    /// <summary>Creates the instruments.</summary>
    public WriterMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        Received = meter.CreateCounter<long>("altimeter.gnocchi.samples", "{sample}", "Samples taken from the lanes.");
        Stored = meter.CreateCounter<long>("altimeter.gnocchi.measures", "{measure}", "Measures that Gnocchi accepted.");
        SetAside = meter.CreateCounter<long>("altimeter.gnocchi.set_aside", "{sample}", "Samples set aside, by reason.");
        Requests = meter.CreateCounter<long>("altimeter.gnocchi.requests", "{request}", "Answered requests that carry measures, by form and outcome.");
        UnitsOmitted = meter.CreateCounter<long>("altimeter.gnocchi.units_omitted", "{metric}", "Metrics sent without their unit because it is too long.");
        KnownMetrics = meter.CreateUpDownCounter<long>("altimeter.gnocchi.known_metrics", "{metric}", "Metrics in the caches of the lanes.");
        MessageIds = meter.CreateUpDownCounter<long>("altimeter.gnocchi.message_ids", "{message}", "Messages that the lanes remember as posted.");
        ArchivePolicies = meter.CreateUpDownCounter<long>("altimeter.gnocchi.archive_policies", "{policy}", "Archive policies whose windows are remembered.");
        Resources = meter.CreateUpDownCounter<long>("altimeter.gnocchi.cached_resources", "{resource}", "Resources in the attribute caches of the lanes.");
    }

    /// <summary>Samples taken from the lanes.</summary>
    public Counter<long> Received { get; }

    /// <summary>Measures accepted.</summary>
    public Counter<long> Stored { get; }

    /// <summary>Samples set aside, tagged by reason.</summary>
    public Counter<long> SetAside { get; }

    /// <summary>Requests with measures, tagged by form (<c>id</c>, <c>name</c>) and outcome (<c>accepted</c>, <c>refused</c>).</summary>
    public Counter<long> Requests { get; }

    /// <summary>Units left out.</summary>
    public Counter<long> UnitsOmitted { get; }

    /// <summary>Metrics cached.</summary>
    public UpDownCounter<long> KnownMetrics { get; }

    /// <summary>Message ids cached.</summary>
    public UpDownCounter<long> MessageIds { get; }

    /// <summary>Archive policies cached.</summary>
    public UpDownCounter<long> ArchivePolicies { get; }

    /// <summary>Resources cached.</summary>
    public UpDownCounter<long> Resources { get; }
}
