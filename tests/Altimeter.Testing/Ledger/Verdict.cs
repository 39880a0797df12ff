using System.Text;

namespace Altimeter.Testing.Ledger;

/// <summary>What became of every number of a <see cref="SampleLedger"/>.</summary>
public sealed record Verdict
{
    private const int LongestList = 20;

    /// <summary>Samples sent.</summary>
    public required int Sent { get; init; }

    /// <summary>Neither stored nor set aside.</summary>
    public required IReadOnlyList<SentSample> Missing { get; init; }

    /// <summary>Stored with another value.</summary>
    public required IReadOnlyList<(SentSample Sent, double Found)> Altered { get; init; }

    /// <summary>Set aside and not stored.</summary>
    public required IReadOnlyList<(SentSample Sent, string Reason)> SetAside { get; init; }

    /// <summary>Stored, and set aside as well.</summary>
    public required IReadOnlyList<SentSample> StoredAndSetAside { get; init; }

    /// <summary>Accepted by Gnocchi more than once: allowed, and told.</summary>
    public required IReadOnlyList<SentSample> PostedTwice { get; init; }

    /// <summary>Stored without having been sent: a sample whose confirm did not reach its sender may be among them.</summary>
    public required IReadOnlyList<Granule> Unknown { get; init; }

    /// <summary>Samples that the services counted as dropped on purpose.</summary>
    public required long Dropped { get; init; }

    /// <summary>Stored.</summary>
    public int Stored => Sent - Missing.Count - SetAside.Count;

    /// <summary>Lost without a word: missing and not counted.</summary>
    public long Silent => Math.Max(0, Missing.Count - Dropped);

    /// <summary>Nothing is lost silently and nothing is altered.</summary>
    public bool IsComplete => Silent == 0 && Altered.Count == 0;

    /// <summary>One line of numbers, and one for each number that is missing, altered, set aside or posted twice, at most 20 of a kind.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append($"{Sent} sent · {Stored} stored · {SetAside.Count} set aside · {Dropped} dropped · {Silent} lost · {Altered.Count} altered · {PostedTwice.Count} posted twice");
        AddList("missing", Missing.Select(sample => $"{sample.Number}: {sample.Granule}"), Missing.Count);
        AddList("altered", Altered.Select(entry => $"{entry.Sent.Number}: {entry.Sent.Granule} is {entry.Found}, was {entry.Sent.Value}"), Altered.Count);
        AddList("set aside", SetAside.Select(entry => $"{entry.Sent.Number}: {entry.Sent.Granule}, {entry.Reason}"), SetAside.Count);
        AddList("stored and set aside", StoredAndSetAside.Select(sample => $"{sample.Number}: {sample.Granule}"), StoredAndSetAside.Count);
        AddList("posted twice", PostedTwice.Select(sample => $"{sample.Number}: {sample.Granule}"), PostedTwice.Count);
        AddList("not sent", Unknown.Select(granule => granule.ToString()), Unknown.Count);
        return text.ToString();

        void AddList(string what, IEnumerable<string> lines, int count)
        {
            foreach (var line in lines.Take(LongestList)) text.Append($"\n  {what} {line}");
            if (count > LongestList) text.Append($"\n  {what}: {count - LongestList} more");
        }
    }
}
