using Altimeter.Testing.Launchers;
using Altimeter.Testing.Ledger;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>Reads Gnocchi and every service's dead letters back, and judges a ledger by them.</summary>
/// <param name="servers">Where the samples went.</param>
/// <param name="fleet">Which services they went through.</param>
/// <param name="ledger">What was sent.</param>
internal sealed class VerdictReader(DrillServers servers, Fleet fleet, SampleLedger ledger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Metrics that count.</summary>
    public required IReadOnlySet<string> Meters { get; init; }

    /// <summary>Granularity of their policy, in seconds.</summary>
    public required int Granularity { get; init; }

    /// <summary>Aggregation that gives a granule's one value back.</summary>
    public required string Aggregation { get; init; }

    /// <summary>Which resources are the drill's.</summary>
    public required Func<string, bool> IsOurs { get; init; }

    /// <summary>Time of the oldest sample that counts; null: all.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Reads until every number is found, or for four minutes: then it is judged as it stands.</summary>
    public async Task<Verdict> ReadAsync(CancellationToken token)
    {
        Verdict? last = null;
        try
        {
            await Wait.UntilAsync("a complete verdict", Limit, async inner => (last = await JudgeAsync(inner)).IsComplete, token);
        }
        catch (TimeoutException) when (last is not null)
        {
            // the verdict tells what is missing
        }

        return last!;
    }

    private async Task<Verdict> JudgeAsync(CancellationToken token)
    {
        var stored = await StoredGranules.ReadAsync(servers.Gnocchi, ledger, "host", Meters, Granularity, token, Aggregation, IsOurs, From);
        var setAside = new List<(Granule Granule, string)>();
        foreach (var service in Fleet.Services) setAside.AddRange(await DeadLetterGranules.ReadAsync(servers.Broker, fleet.Access.ContractsHost, service, ledger, token));
        if (From is { } from) setAside.RemoveAll(letter => letter.Granule.Start < from.AddSeconds(-1));
        return ledger.Judge(stored.Values, setAside, dropped: 0, servers.Proxy.PostsOf(ledger, stored.Metrics));
    }
}
