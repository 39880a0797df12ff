using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Altimeter.Standalone.Terminal;

/// <summary>Draws the view: two tables and a line.</summary>
internal static class LiveTable
{
    /// <summary>Makes what a console draws; also readable where there are no colours.</summary>
    public static IRenderable Render(StandaloneView view) => new Rows(Devices(view.Devices), Values(view.Values), new Text(view.Totals.ToString()));

    private static Table Devices(IReadOnlyList<DeviceRow> devices)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Device", "Address", "State", "Last poll").AddColumn("Samples", column => column.RightAligned()).AddColumn("Trouble");
        foreach (var device in devices)
        {
            table.AddRow(
                new Text(device.Name),
                new Text(device.Address),
                new Text(device.State, new Style(ColourOf(device.State))),
                new Text(device.LastPoll?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "–"),
                new Text(device.Samples.ToString(CultureInfo.InvariantCulture)),
                new Text(device.Error ?? ""));
        }

        return table;
    }

    private static Table Values(IReadOnlyList<ValueRow> values)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Resource", "Meter").AddColumn("Latest value", column => column.RightAligned()).AddColumn("Unit");
        foreach (var value in values)
            table.AddRow(new Text(value.Resource), new Text(value.Meter), new Text(value.Value.ToString("0.###", CultureInfo.InvariantCulture)), new Text(value.Unit));
        return table;
    }

    private static Color ColourOf(string state) => state switch
    {
        "up" => Color.Green,
        "degraded" => Color.Yellow,
        "down" => Color.Red,
        _ => Color.Grey,
    };
}
