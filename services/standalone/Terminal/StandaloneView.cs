namespace Altimeter.Standalone.Terminal;

/// <summary>What the terminal shows at one moment.</summary>
/// <param name="Devices">One row per device.</param>
/// <param name="Values">Newest values, at most as many as fit.</param>
/// <param name="Totals">Counts since the start.</param>
/// <param name="Where">Where the store and the data are.</param>
internal sealed record StandaloneView(IReadOnlyList<DeviceRow> Devices, IReadOnlyList<ValueRow> Values, Totals Totals, string Where);

/// <summary>A device.</summary>
/// <param name="Name">Resource id.</param>
/// <param name="Address">Address without credentials.</param>
/// <param name="State">up, degraded, down or unknown.</param>
/// <param name="LastPoll">Time of day of the last poll, UTC; null before the first.</param>
/// <param name="Samples">Samples of the last poll.</param>
/// <param name="Error">What fails; null when nothing does.</param>
internal sealed record DeviceRow(string Name, string Address, string State, DateTimeOffset? LastPoll, int Samples, string? Error);

/// <summary>A stored value.</summary>
/// <param name="Resource">Resource id.</param>
/// <param name="Meter">Meter name.</param>
/// <param name="Value">Newest value.</param>
/// <param name="Unit">Unit; empty when there is none.</param>
internal sealed record ValueRow(string Resource, string Meter, double Value, string Unit);

/// <summary>Counts since the start.</summary>
/// <param name="Devices">Devices polled.</param>
/// <param name="Polled">Samples polled.</param>
/// <param name="Stored">Samples that the store accepted.</param>
/// <param name="SetAside">Items set aside with a reason.</param>
/// <param name="Dropped">Samples thrown away on purpose.</param>
/// <param name="Lost">Samples that are none of these although everything has come to rest.</param>
/// <param name="Elapsed">Time since the start.</param>
internal sealed record Totals(int Devices, long Polled, long Stored, long SetAside, long Dropped, long Lost, TimeSpan Elapsed)
{
    /// <summary>The closing line, e.g. <c>4 devices · 124 samples polled · 124 stored · 0 set aside · 0 lost · 8.1 s</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Devices} devices · {Polled} samples polled · {Stored} stored · {SetAside} set aside · {(Dropped > 0 ? $"{Dropped} dropped · " : "")}{Lost} lost · {Elapsed.TotalSeconds:F1} s");
}
