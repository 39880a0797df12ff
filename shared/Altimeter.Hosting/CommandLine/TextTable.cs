namespace Altimeter.Hosting.CommandLine;

/// <summary>Columns of text, two spaces apart.</summary>
internal static class TextTable
{
    private const int NarrowestLast = 20;

    /// <summary>Gives the lines; the last column is not padded, and cut at the width of the terminal.</summary>
    /// <param name="rows">All with as many cells.</param>
    /// <param name="width">Columns of the terminal; null: nothing is cut.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, int? width)
    {
        var last = rows[0].Length - 1;
        var widths = Enumerable.Range(0, last).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var left = width is { } columns ? Math.Max(columns - widths.Sum() - (2 * last), NarrowestLast) : int.MaxValue;
        foreach (var row in rows)
        {
            var cells = row.Take(last).Select((cell, column) => Printable(cell).PadRight(widths[column]));
            yield return string.Join("  ", cells.Append(Cut(Printable(row[last]), left))).TrimEnd();
        }
    }

    /// <summary>Replaces control characters: what comes from a message must not steer a terminal.</summary>
    public static string Printable(string text) => string.Create(text.Length, text, (output, source) =>
    {
        for (var i = 0; i < source.Length; i++) output[i] = char.IsControl(source[i]) ? (source[i] is '\n' or '\t' or '\r' ? ' ' : '·') : source[i];
    });

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
