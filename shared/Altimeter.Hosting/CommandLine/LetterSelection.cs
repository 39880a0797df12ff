using System.CommandLine;
using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.CommandLine;

/// <summary>Which letters a command is about: those that fit everything that is given.</summary>
/// <param name="Ids">Any of these; empty: all.</param>
/// <param name="Reasons">Any of these; empty: all.</param>
/// <param name="OlderThan">First seen at least that long ago; null: all. A letter that does not say when is not selected.</param>
/// <param name="Limit">The first so many.</param>
internal sealed record LetterSelection(IReadOnlyCollection<string> Ids, IReadOnlyCollection<string> Reasons, TimeSpan? OlderThan, int Limit)
{
    /// <summary>Tells whether a letter fits.</summary>
    public bool Matches(StoredLetter letter, DateTimeOffset now) =>
        (Ids.Count == 0 || Ids.Contains(letter.Id))
        && (Reasons.Count == 0 || Reasons.Contains(letter.Letter.Reason))
        && (OlderThan is not { } age || (letter.Letter.FirstSeen is { } seen && now - seen >= age));
}

/// <summary>The options of a selection; one set for each command.</summary>
internal sealed class LetterSelectionOptions
{
    private readonly Option<string[]> _ids = new("--id") { Description = "The letter with this id; may be repeated.", HelpName = "ID" };
    private readonly Option<string[]> _reasons = new("--reason") { Description = "Letters with this reason, e.g. late; may be repeated.", HelpName = "REASON" };
    private readonly Option<string?> _olderThan = new("--older-than") { Description = "Letters first seen that long ago: 90s, 15m, 2h, 7d.", HelpName = "AGE" };
    private readonly Option<bool> _all = new("--all") { Description = "All letters." };
    private readonly Option<int?> _limit = new("--limit") { HelpName = "N" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="defaultLimit">Most letters when nothing else is said; null: no limit, and then which letters must be said.</param>
    public LetterSelectionOptions(Command command, int? defaultLimit)
    {
        _limit.Description = defaultLimit is { } most ? $"At most so many, oldest first (default {most})." : "At most so many, oldest first.";
        foreach (var option in (Option[])[_ids, _reasons, _olderThan, _limit]) command.Add(option);
        _olderThan.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !Age.TryParse(text, out _)) result.AddError($"--older-than is '{text}'; an age such as 90s, 15m, 2h or 7d is expected");
        });
        _limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1) result.AddError("--limit must be at least 1");
        });
        DefaultLimit = defaultLimit ?? int.MaxValue;
        if (defaultLimit is not null) return;
        command.Add(_all);
        command.Validators.Add(result =>
        {
            var isNarrowed = result.GetResult(_ids) is not null || result.GetResult(_reasons) is not null || result.GetResult(_olderThan) is not null;
            if (isNarrowed == result.GetValue(_all)) result.AddError("say which letters: --id, --reason and --older-than, or --all");
        });
    }

    private int DefaultLimit { get; }

    /// <summary>Gives what was selected.</summary>
    public LetterSelection Of(ParseResult result) => new(
        (result.GetValue(_ids) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase),
        (result.GetValue(_reasons) ?? []).ToHashSet(StringComparer.Ordinal),
        result.GetValue(_olderThan) is { } text && Age.TryParse(text, out var age) ? age : null,
        result.GetValue(_limit) ?? DefaultLimit);
}
