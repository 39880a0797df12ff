using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Testing;
using Altimeter.Testing.Launchers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.DeadLetters;

/// <summary>The command's work over the file: what is listed, what stays, what goes, in which order.</summary>
public sealed class FileLetterStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("letters");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
    private readonly ReplayFolder _replay;
    private readonly FileLetterStore _store;

    public FileLetterStoreTests()
    {
        _replay = new ReplayFolder(_folder["replay"]);
        _store = new FileLetterStore(File_, _replay, _time);
    }

    private string File_ => _folder["dead-letters.jsonl"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_Json_IsOneObjectALineAndTheFileStays()
    {
        Write(Letter("a"), Letter("b", reason: "late"));
        var before = File.ReadAllText(File_);

        var (code, output, errors) = await RunAsync(work => work.ListAsync(All(), json: true, CancellationToken.None));

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(2, output.Count);
        Assert.Contains("\"id\":\"a\"", output[0], StringComparison.Ordinal);
        Assert.DoesNotContain("body", output[0], StringComparison.Ordinal);
        Assert.Contains("2 of 2 letters", errors, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(File_));
    }

    [Fact]
    public async Task List_Table_ShowsNoControlCharacters()
    {
        Write(Letter("a", text: "colour \u001b[31m and\nline"));

        var (_, output, _) = await RunAsync(work => work.ListAsync(All(), json: false, CancellationToken.None));

        Assert.Equal(2, output.Count);
        Assert.EndsWith("colour ·[31m and line", output[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b,c,d")]
    [InlineData("reason:late", "a,c")]
    [InlineData("older:1h", "a,b,c")]
    [InlineData("limit:2", "c,d")]
    public async Task Drop_Selector_RemovesThoseAndKeepsTheOrderOfTheRest(string selector, string left)
    {
        Write(Letter("a"), Letter("b", reason: "late"), Letter("c"), Letter("d", reason: "late", age: TimeSpan.FromHours(2)));
        var selection = selector.Split(':') switch
        {
            ["reason", var reason] => All() with { Reasons = [reason] },
            ["older", _] => All() with { OlderThan = TimeSpan.FromHours(1) },
            ["limit", _] => All() with { Limit = 2 },
            [var id] => All() with { Ids = [id] },
            _ => throw new ArgumentException(selector),
        };

        var (code, _, _) = await RunAsync(work => work.DropAsync(selection, json: false, yes: true, CancellationToken.None));

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(left.Split(','), Ids());
    }

    [Fact]
    public async Task Drop_LetterAddedMeanwhile_Stays()
    {
        Write(Letter("a"), Letter("b"));

        await _store.WalkAsync(
            (letter, _) =>
            {
                if (letter.Id == "b") File.AppendAllText(File_, Encoding.UTF8.GetString(LetterLine.Of("new", Letter("new").Letter, _time.GetUtcNow()).Span));
                return Task.FromResult(letter.Id == "new" ? LetterFate.Keep : LetterFate.Remove);
            },
            CancellationToken.None);

        Assert.Equal(["new"], Ids());
    }

    [Fact]
    public async Task Walk_LineThatIsBeingWritten_IsNotRead()
    {
        Write(Letter("a"));
        File.AppendAllText(File_, "{\"id\": \"hal");

        var (code, output, _) = await RunAsync(work => work.ListAsync(All(), json: true, CancellationToken.None));

        Assert.Equal(ExitCode.Done, code);
        Assert.Single(output);
    }

    [Fact]
    public async Task Walk_LineThatIsNoLetter_IsNamed()
    {
        Write(Letter("a"));
        File.AppendAllText(File_, "something else\n");

        var problem = await Assert.ThrowsAsync<DeadLetterStoreException>(() => _store.WalkAsync((_, _) => Task.FromResult(LetterFate.Remove), CancellationToken.None));

        Assert.Contains("line 2", problem.Message, StringComparison.Ordinal);
        Assert.Contains("something else", File.ReadAllText(File_), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Walk_NoFolder_SaysHowToNameIt()
    {
        var store = new FileLetterStore(Path.Combine(_folder["nothing"], "dead-letters.jsonl"), _replay, _time);

        var problem = await Assert.ThrowsAsync<DeadLetterStoreException>(() => store.WalkAsync((_, _) => Task.FromResult(LetterFate.Keep), CancellationToken.None));

        Assert.Contains("--data", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_Sample_WaitsInTheFolderAndIsGone_OthersStay()
    {
        var sample = SampleJson.ToBytes(Samples.Make());
        Write(Letter("a", kind: "sample", body: sample), Letter("b", kind: "message"), Letter("c", kind: "sample", body: "{}"u8.ToArray()));

        var (code, output, errors) = await RunAsync(work => work.ReplayAsync(All(), json: false, dryRun: false, CancellationToken.None));

        Assert.Equal(ExitCode.Incomplete, code);
        Assert.Contains("1 replayed, 2 cannot be", output[0], StringComparison.Ordinal);
        Assert.Contains("a whole message can only go back through a broker", errors, StringComparison.Ordinal);
        Assert.Contains("until a process that runs on this directory takes them up", errors, StringComparison.Ordinal);
        Assert.Equal(["b", "c"], Ids());
        var waiting = LetterLine.Read(File.ReadAllText(Assert.Single(_replay.Waiting())));
        Assert.Equal(sample, waiting!.Letter.Body.ToArray());
    }

    [Fact]
    public async Task Replay_UnknownId_EndsWith1AndNamesIt()
    {
        Write(Letter("a"));

        var (code, _, errors) = await RunAsync(work => work.ReplayAsync(All() with { Ids = ["zzz"] }, json: false, dryRun: false, CancellationToken.None));

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("no letter zzz", errors, StringComparison.Ordinal);
    }

    private static LetterSelection All() => new([], [], null, int.MaxValue);

    private StoredLetter Letter(string id, string kind = "sample", string reason = "refused", string text = "a test", byte[]? body = null, TimeSpan age = default) => new(
        id,
        new DeadLetter
        {
            Kind = kind,
            Reason = reason,
            Text = text,
            Body = body ?? "{}"u8.ToArray(),
            SourceQueue = "gnocchi-writer-samples-0",
            FirstSeen = _time.GetUtcNow() - age,
        },
        false);

    private void Write(params StoredLetter[] letters) =>
        File.WriteAllText(File_, string.Concat(letters.Select(letter => Encoding.UTF8.GetString(LetterLine.Of(letter.Id, letter.Letter, _time.GetUtcNow()).Span))));

    private IEnumerable<string> Ids() => File.ReadLines(File_).Select(line => LetterLine.Read(line)!.Id);

    private async Task<(int Code, IReadOnlyList<string> Output, string Errors)> RunAsync(Func<DeadLettersWork, Task<int>> run)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await run(new DeadLettersWork(_store, new AgeAdvice(_time), _time, output, errors));
        return (code, output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }
}
