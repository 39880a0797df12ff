using Altimeter.Hosting.DeadLetters;

namespace Altimeter.Hosting.CommandLine;

/// <summary>What the <c>dead-letters</c> commands do, over either store. Results go to <paramref name="output"/>, the rest to <paramref name="errors"/>.</summary>
internal sealed class DeadLettersWork(IDeadLetterStore store, IReplayAdvice advice, TimeProvider time, TextWriter output, TextWriter errors)
{
    private const int MostBodyBytes = 64 * 1024;
    private readonly DateTimeOffset _now = time.GetUtcNow();

    /// <summary>Whether a person sees the results.</summary>
    private static bool IsTerminal => !Console.IsOutputRedirected;

    public async Task<int> ListAsync(LetterSelection selection, bool json, CancellationToken cancellationToken)
    {
        var rows = new List<string[]>();
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        var count = 0;
        var total = await WalkAsync(
            selection,
            async letter =>
            {
                count++;
                reasons[letter.Letter.Reason] = reasons.GetValueOrDefault(letter.Letter.Reason) + 1;
                if (json) await output.WriteLineAsync(LetterJson.Line(letter, withBody: false));
                else rows.Add(LetterTable.Row(letter, _now));
                return LetterFate.Keep;
            },
            cancellationToken);

        if (rows.Count > 0)
        {
            foreach (var line in LetterTable.Lines(rows, IsTerminal ? Console.WindowWidth : null)) await output.WriteLineAsync(line);
        }

        var byReason = string.Join(", ", reasons.OrderByDescending(entry => entry.Value).Select(entry => $"{entry.Value} {TextTable.Printable(entry.Key)}"));
        await errors.WriteLineAsync($"{count} of {total} letters in {store.Name}{(count > 0 ? $": {byReason}" : "")}");
        return ExitCode.Done;
    }

    public async Task<int> ShowAsync(string id, bool json, bool onlyBody, CancellationToken cancellationToken)
    {
        StoredLetter? found = null;
        await WalkAsync(
            new LetterSelection([id], [], null, 1),
            letter =>
            {
                found = letter;
                return Task.FromResult(LetterFate.KeepAndStop);
            },
            cancellationToken);
        if (found is null) return await NotFoundAsync([id]);

        if (onlyBody)
        {
            await output.FlushAsync(cancellationToken);
            await using var stream = Console.OpenStandardOutput();
            await stream.WriteAsync(found.Letter.Body, cancellationToken);
            return ExitCode.Done;
        }

        foreach (var line in json ? [LetterJson.Line(found, withBody: true)] : LetterTable.Sheet(found, MostBodyBytes)) await output.WriteLineAsync(line);
        return ExitCode.Done;
    }

    public async Task<int> ReplayAsync(LetterSelection selection, bool json, bool dryRun, CancellationToken cancellationToken)
    {
        var (done, failed, warned) = (0, 0, 0);
        var missing = new HashSet<string>(selection.Ids, StringComparer.OrdinalIgnoreCase);
        await WalkAsync(
            selection,
            async letter =>
            {
                missing.Remove(letter.Id);
                var route = ReplayRoute.Of(letter);
                var warning = route is ReplayRoute.ToLane lane ? await advice.WarnAsync(lane.Sample, cancellationToken) : null;
                if (warning is not null && ++warned > 0) await errors.WriteLineAsync($"warning: {letter.Id}: {TextTable.Printable(warning)}");
                var problem = dryRun ? (route as ReplayRoute.Nowhere)?.Reason : await store.ReplayAsync(letter, cancellationToken);
                if (problem is null) done++;
                else failed++;
                if (problem is not null) await errors.WriteLineAsync($"error: {letter.Id} ({letter.Letter.Kind}, {letter.Letter.Reason}) stays: {TextTable.Printable(problem)}");
                if (json) await output.WriteLineAsync(LetterJson.Line(letter, withBody: false, (problem is not null ? "kept" : dryRun ? "would-be-replayed" : "replayed", problem ?? warning)));
                return problem is null && !dryRun ? LetterFate.Remove : LetterFate.Keep;
            },
            cancellationToken);

        var summary = $"{done} {(dryRun ? "would be replayed" : "replayed")}, {failed} cannot be{(warned > 0 ? $", {warned} may be dropped by Gnocchi" : "")}";
        await (json ? errors : output).WriteLineAsync(summary);
        if (done > 0 && !dryRun && store.ReplayNote is { } note) await errors.WriteLineAsync(note);
        if (missing.Count > 0) return await NotFoundAsync(missing);
        return failed > 0 ? ExitCode.Incomplete : ExitCode.Done;
    }

    public async Task<int> DropAsync(LetterSelection selection, bool json, bool yes, CancellationToken cancellationToken)
    {
        if (!yes && !Console.IsInputRedirected)
        {
            var selected = 0;
            await WalkAsync(
                selection,
                _ =>
                {
                    selected++;
                    return Task.FromResult(LetterFate.Keep);
                },
                cancellationToken);
            await errors.WriteAsync($"Remove {selected} letters from {store.Name} for good? [y/N] ");
            if (await Console.In.ReadLineAsync(cancellationToken) is not ("y" or "Y" or "yes"))
            {
                await errors.WriteLineAsync("nothing was removed");
                return ExitCode.Done;
            }

            // What came meanwhile was not asked about; it is at the end.
            selection = selection with { Limit = selected };
            if (selected == 0) return ExitCode.Done;
        }

        var count = 0;
        var missing = new HashSet<string>(selection.Ids, StringComparer.OrdinalIgnoreCase);
        await WalkAsync(
            selection,
            async letter =>
            {
                count++;
                missing.Remove(letter.Id);
                if (json) await output.WriteLineAsync(LetterJson.Line(letter, withBody: false, ("dropped", null)));
                return LetterFate.Remove;
            },
            cancellationToken);
        await (json ? errors : output).WriteLineAsync($"{count} dropped");
        return missing.Count > 0 ? await NotFoundAsync(missing) : ExitCode.Done;
    }

    // Walks over what is selected, and ends when the limit is reached.
    private Task<long> WalkAsync(LetterSelection selection, Func<StoredLetter, Task<LetterFate>> visit, CancellationToken cancellationToken)
    {
        var count = 0;
        return store.WalkAsync(
            async (letter, _) =>
            {
                if (count >= selection.Limit) return LetterFate.KeepAndStop;
                if (!selection.Matches(letter, _now)) return LetterFate.Keep;
                count++;
                return await visit(letter);
            },
            cancellationToken);
    }

    private async Task<int> NotFoundAsync(IEnumerable<string> ids)
    {
        await errors.WriteLineAsync($"error: {store.Name} has no letter {string.Join(", ", ids.Select(TextTable.Printable))}");
        return ExitCode.WrongConfiguration;
    }
}
