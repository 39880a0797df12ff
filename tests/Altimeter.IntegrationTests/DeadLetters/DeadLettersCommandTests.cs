using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Hosting.DeadLetters;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.DeadLetters;

/// <summary>Looking at dead letters and dropping them, on a real broker with the service's own user.</summary>
public sealed class DeadLettersCommandTests(RealServers servers) : IAsyncLifetime
{
    private LetterBox _box = null!;

    public async ValueTask InitializeAsync()
    {
        var access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"letters-{Guid.NewGuid():N}"[..17], TestContext.Current.CancellationToken);
        _box = new LetterBox(access, "gnocchi-writer");
    }

    public ValueTask DisposeAsync() => _box.DisposeAsync();

    [Fact]
    public async Task List_Twice_CountAndOrderStay()
    {
        const int count = 130; // five pages
        await SetAsideAsync(count);

        var first = await _box.IdsAsync();
        await _box.WaitForDepthAsync(count);
        var some = await _box.IdsAsync("--limit", "60");
        var second = await _box.IdsAsync();
        await _box.WaitForDepthAsync(count);

        Assert.Equal(count, first.Distinct().Count());
        Assert.Equal(first, second);
        Assert.Equal(first.Take(60), some);
        var taken = await _box.TakeAllAsync(_box.Access.ContractsHost, _box.Queue);
        Assert.Equal(first, taken.Select(message => message.BasicProperties.MessageId!));
        Assert.Equal(Enumerable.Range(0, count).Select(BodyOf), taken.Select(message => Encoding.UTF8.GetString(message.Body.Span)));
    }

    [Fact]
    public async Task List_ForeignMessageWithoutIdAndHeaders_IsListedUnderAnIdThatStays()
    {
        await SetAsideAsync(1);
        await using var connection = await _box.ConnectAsync(_box.Access.ContractsHost);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);
        await channel.BasicPublishAsync(_box.Queue, "", mandatory: true, "from elsewhere"u8.ToArray(), TestContext.Current.CancellationToken);

        var ids = await _box.IdsAsync();
        var (code, output, _) = await _box.RunAsync("show", ids[1]);

        Assert.Equal(2, ids.Count);
        Assert.Equal(0, code);
        Assert.Contains("from elsewhere", output);
        Assert.Equal(ids, await _box.IdsAsync());
    }

    [Fact]
    public async Task List_Table_HasOneLineALetterAndCountsReasons()
    {
        await SetAsideAsync(3);

        var (code, output, errors) = await _box.RunAsync("list");

        Assert.Equal(0, code);
        Assert.Equal(4, output.Count);
        Assert.StartsWith("ID", output[0], StringComparison.Ordinal);
        Assert.Contains("gnocchi-writer-samples-2", output[1], StringComparison.Ordinal);
        Assert.Contains("3 of 3 letters in gnocchi-writer-dead-letters", errors, StringComparison.Ordinal);
        Assert.Contains("2 even, 1 odd", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(_box.Access.Passwords["gnocchi-writer"], errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ServiceThatNeverRan_IsEmpty() => Assert.Empty(await _box.IdsAsync());

    [Fact]
    public async Task Show_Body_IsByteForByteAndStays()
    {
        await SetAsideAsync(2);
        var id = (await _box.IdsAsync())[1];

        var (code, output, _) = await _box.RunAsync("show", id, "--body");
        var (jsonCode, json, _) = await _box.RunAsync("show", id, "--json");
        var (unknownCode, _, errors) = await _box.RunAsync("show", "no-such-id");

        Assert.Equal((0, 0, 1), (code, jsonCode, unknownCode));
        Assert.Equal([BodyOf(1)], output);
        Assert.Equal(BodyOf(1), (string?)JsonNode.Parse(json[0])!["body"]);
        Assert.Contains("has no letter no-such-id", errors, StringComparison.Ordinal);
        await _box.WaitForDepthAsync(2);
    }

    [Fact]
    public async Task Drop_ByEachSelector_RemovesThoseAndKeepsTheOrderOfTheRest()
    {
        await SetAsideAsync(6, i => i == 5 ? TimeSpan.FromDays(3) : TimeSpan.Zero);
        var ids = await _box.IdsAsync();

        Assert.Equal(0, (await _box.RunAsync("drop", "--id", ids[2], "--yes")).Code);
        Assert.Equal([ids[0], ids[1], ids[3], ids[4], ids[5]], await _box.IdsAsync());
        Assert.Equal(0, (await _box.RunAsync("drop", "--older-than", "2d", "--yes")).Code);
        Assert.Equal([ids[0], ids[1], ids[3], ids[4]], await _box.IdsAsync());
        Assert.Equal(0, (await _box.RunAsync("drop", "--reason", "even", "--limit", "1", "--yes")).Code);
        Assert.Equal([ids[1], ids[3], ids[4]], await _box.IdsAsync());
        Assert.Equal(0, (await _box.RunAsync("drop", "--reason", "odd", "--yes")).Code);
        Assert.Equal([ids[4]], await _box.IdsAsync());
        var (code, output, _) = await _box.RunAsync("drop", "--all");
        Assert.Equal(0, code);
        Assert.Equal(["1 dropped"], output);
        await _box.WaitForDepthAsync(0);
    }

    [Fact]
    public async Task Run_BrokerAway_EndsWith3()
    {
        var settings = new Dictionary<string, string> { ["RabbitMq:Url"] = $"amqp://user:hidden@127.0.0.1:{FreePorts.Tcp()}/" };

        var (code, output, errors) = await LetterBox.RunAsync("gnocchi-writer", settings, "list");

        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains("error: gnocchi-writer-dead-letters at amqp://127.0.0.1", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UserOfAnotherService_IsRefused()
    {
        await SetAsideAsync(1);
        var settings = new Dictionary<string, string> { ["RabbitMq:Url"] = _box.Access.ContractsUrlOf("sample-pipeline") };

        var (code, output, errors) = await LetterBox.RunAsync("gnocchi-writer", settings, "drop", "--all");

        Assert.NotEqual(0, code);
        Assert.Empty(output);
        Assert.Contains("ACCESS_REFUSED", errors, StringComparison.Ordinal);
        await _box.WaitForDepthAsync(1);
    }

    private static string BodyOf(int number) => $"{{\"number\": {number}}}";

    private async Task SetAsideAsync(int count, Func<int, TimeSpan>? age = null)
    {
        for (var i = 0; i < count; i++)
        {
            await _box.Letters.SetAsideAsync(
                new DeadLetter
                {
                    Kind = "sample",
                    Reason = i % 2 == 0 ? "even" : "odd",
                    Text = $"number {i}",
                    Body = Encoding.UTF8.GetBytes(BodyOf(i)),
                    SourceQueue = "gnocchi-writer-samples-2",
                    FirstSeen = TimeProvider.System.GetUtcNow() - (age?.Invoke(i) ?? TimeSpan.Zero),
                },
                TestContext.Current.CancellationToken);
        }
    }
}
