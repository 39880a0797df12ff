using System.Globalization;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>The table of all drills of a machine, <c>altimeter-drills.tsv</c> in the temporary folder: ours and the reference's side by side.</summary>
internal static class DrillTable
{
    /// <summary>Absolute path.</summary>
    public static string File { get; } = Path.Combine(Path.GetTempPath(), "altimeter-drills.tsv");

    /// <summary>Adds a row: name, sent, stored, set aside, lost, altered, posted twice, seconds to recover, peak memory.</summary>
    public static void Append(string name, Verdict verdict, double secondsToRecover, string peakMemory)
    {
        var row = string.Join(
            '\t', name, verdict.Sent, verdict.Stored, verdict.SetAside.Count, verdict.Silent, verdict.Altered.Count, verdict.PostedTwice.Count,
            secondsToRecover.ToString("F1", CultureInfo.InvariantCulture), peakMemory);
        System.IO.File.AppendAllText(File, $"{row}\n");
    }
}
