using System.Globalization;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.CommandLine;

/// <summary>Letters as lines of text for a person. Control characters, which may come from anywhere, are shown as dots.</summary>
internal static class LetterTable
{
    private static readonly string[] Titles = ["ID", "AGE", "KIND", "REASON", "FROM", "TRIES", "BYTES", "TEXT"];

    /// <summary>Makes the cells of one letter.</summary>
    public static string[] Row(StoredLetter stored, DateTimeOffset now)
    {
        var letter = stored.Letter;
        return
        [
            stored.Id,
            letter.FirstSeen is { } seen ? Age.Format(now - seen) : "?",
            letter.Kind,
            letter.Reason,
            letter.SourceQueue ?? "-",
            letter.Attempts.ToString(CultureInfo.InvariantCulture),
            letter.Body.Length.ToString(CultureInfo.InvariantCulture) + (stored.IsTruncated ? "+" : ""),
            letter.Text,
        ];
    }

    /// <summary>Gives the lines, the titles first.</summary>
    /// <param name="rows">As <see cref="Row"/> makes them.</param>
    /// <param name="width">Columns of the terminal, where long texts end; null: not cut.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, int? width) => TextTable.Lines([Titles, .. rows], width);

    /// <summary>Gives everything about one letter: a line a member, then the body.</summary>
    /// <param name="stored">The letter.</param>
    /// <param name="mostBytes">The body is cut there.</param>
    public static IEnumerable<string> Sheet(StoredLetter stored, int mostBytes)
    {
        var letter = stored.Letter;
        yield return $"id            {TextTable.Printable(stored.Id)}";
        foreach (var (name, value) in LetterJson.Members(stored))
        {
            if (value is not null && name != "id") yield return $"{name.Replace('_', '-'),-13} {TextTable.Printable(value)}";
        }

        yield return $"bytes         {letter.Body.Length.ToString(CultureInfo.InvariantCulture)}{(stored.IsTruncated ? ", only the beginning of what there was" : "")}";
        yield return "";
        yield return TextTable.Printable(LetterJson.TextOf(letter.Body.Span[..Math.Min(letter.Body.Length, mostBytes)]) ?? "(the body is no text; --body writes it as it is)");
        if (letter.Body.Length > mostBytes) yield return $"… cut after {mostBytes} bytes; --body writes all of it";
    }
}
