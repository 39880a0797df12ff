using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Altimeter.Standalone.Terminal;

/// <summary>Draws the view: two tables and a line.</summary>
internal static class LiveTable
{
    /// <summary>Makes what a console draws; also readable where there are no colours.</summary>
    public static IRenderable Render(StandaloneView view) => new Rows(Devices(view.Devices), Values(view.Values), new Text(view.Where, new Style(Color.Grey)), new Text(view.Totals.ToString()));

    private static Table Devices(IReadOnlyList<DeviceRow> devices)
    {
        var hasTrouble = devices.Any(device => device.Error is not null);
        var table = NewTable("Device", "Address", "State", "Last poll").AddColumn("Samples", column => column.RightAligned().NoWrap());
        if (hasTrouble) table.AddColumn("Trouble");
        foreach (var device in devices)
        {
            List<IRenderable> row =
            [
                Cell(device.Name),
                Cell(device.Address),
                new Text(device.State, new Style(ColourOf(device.State))),
                Cell(device.LastPoll?.ToString("HH:mm:ss", CultureInfo.InvariantCulture) ?? "–"),
                Cell(device.Samples.ToString(CultureInfo.InvariantCulture)),
            ];
            if (hasTrouble) row.Add(new Text(device.Error ?? ""));
            table.AddRow(row);
        }

        return table;
    }

    private static Table Values(IReadOnlyList<ValueRow> values)
    {
        var table = NewTable("Resource", "Meter").AddColumn("Latest value", column => column.RightAligned().NoWrap()).AddColumn("Unit", column => column.NoWrap());
        foreach (var value in values)
            table.AddRow(Cell(value.Resource), Cell(value.Meter), Cell(value.Value.ToString("0.###", CultureInfo.InvariantCulture)), Cell(value.Unit));
        return table;
    }

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns) table.AddColumn(column, settings => settings.NoWrap());
        return table;
    }

    // One line a row: what is too long for the terminal ends in an ellipsis.
    private static Text Cell(string text) => new(text) { Overflow = Overflow.Ellipsis };

    private static Color ColourOf(string state) => state switch
    {
        "up" => Color.Green,
        "degraded" => Color.Yellow,
        "down" => Color.Red,
        _ => Color.Grey,
    };
}
