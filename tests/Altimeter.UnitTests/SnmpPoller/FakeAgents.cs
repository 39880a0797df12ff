using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Altimeter.Snmp;

namespace Altimeter.UnitTests.SnmpPoller;

/// <summary>Agents that answer from lists of variables; those that are not listed never answer. Remembers what was asked.</summary>
internal sealed class FakeAgents : ISnmpClient
{
    private readonly ConcurrentDictionary<string, SortedDictionary<Oid, SnmpValue>> _agents = new();
    private readonly ConcurrentDictionary<string, Task> _holds = new();

    public ConcurrentQueue<(string Host, string Kind, string[] Oids)> Asked { get; } = new();

    /// <summary>Set to hold every request until it completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Walks of this column fail after their rows.</summary>
    public Oid? Broken { get; set; }

    public FakeAgents Add(string host, params (string Oid, SnmpValue Value)[] variables)
    {
        var agent = _agents.GetOrAdd(host, _ => []);
        foreach (var (oid, value) in variables) agent[Oid.Parse(oid)] = value;
        return this;
    }

    /// <summary>Holds the requests to one agent until a task ends.</summary>
    public void Hold(string host, Task until) => _holds[host] = until;

    public void Remove(string host) => _agents.TryRemove(host, out _);

    public async ValueTask<SnmpResponse> GetAsync(SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancellationToken)
    {
        var agent = await AskAsync(target, "GET", oids, cancellationToken);
        return new SnmpResponse(ErrorStatus.NoError, 0, [.. oids.Select(oid => new VarBind(oid, agent.TryGetValue(oid, out var value) ? value : SnmpValue.NoSuchObject))]);
    }

    public async IAsyncEnumerable<SnmpRow> WalkAsync(SnmpTarget target, IReadOnlyList<Oid> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var agent = await AskAsync(target, "WALK", columns, cancellationToken);
        var indexes = agent.Keys.SelectMany(oid => columns.Where(oid.IsChildOf).Select(column => oid.Skip(column.Length))).Distinct().Order();
        foreach (var index in indexes)
            yield return new SnmpRow(index, [.. columns.Select(column => agent.TryGetValue(column.Append(index), out var value) ? value : (SnmpValue?)null)]);
        if (Broken is { } broken && columns.Contains(broken)) throw new SnmpProtocolException(target, broken, "the walk runs in circles");
    }

    private async Task<SortedDictionary<Oid, SnmpValue>> AskAsync(SnmpTarget target, string kind, IReadOnlyList<Oid> oids, CancellationToken cancellationToken)
    {
        Asked.Enqueue((target.Host, kind, [.. oids.Select(oid => oid.ToString())]));
        await Gate.WaitAsync(cancellationToken);
        if (_holds.TryGetValue(target.Host, out var until)) await until.WaitAsync(cancellationToken);
        return _agents.TryGetValue(target.Host, out var agent) ? agent : throw new SnmpTimeoutException(target, oids[0], 1, target.Timeout, null);
    }
}
