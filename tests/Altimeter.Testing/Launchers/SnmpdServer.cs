using System.Security.Cryptography;

namespace Altimeter.Testing.Launchers;

/// <summary>A private net-snmp agent that answers SNMPv1 and v2c on loopback, and v3 to the users it is given.</summary>
public sealed class SnmpdServer : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new("snmpd");
    private readonly IReadOnlyList<SnmpdUser> _users;
    private readonly string _engineId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private GuardedProcess? _agent;

    private SnmpdServer(IReadOnlyList<SnmpdUser> users) => _users = users;

    /// <summary>UDP port on 127.0.0.1.</summary>
    public int Port { get; } = FreePorts.Udp();

    /// <summary>The read community.</summary>
    public string Community { get; } = $"c{RabbitMqServer.NewPassword()}";

    /// <summary>The community that may also write.</summary>
    public string WriteCommunity { get; } = $"w{RabbitMqServer.NewPassword()}";

    /// <summary>The agent as a polling target: <c>snmp://community@127.0.0.1:port</c>.</summary>
    public string Target => $"snmp://{Community}@127.0.0.1:{Port}";

    /// <summary>Installs net-snmp where needed, starts an agent, and waits until it answers.</summary>
    /// <exception cref="NotRunException">net-snmp is not there and cannot be installed.</exception>
    public static Task<SnmpdServer> StartAsync(CancellationToken cancellationToken) => StartAsync([], cancellationToken);

    /// <summary>As the other, with users of v3; they hold for every restart.</summary>
    /// <exception cref="NotRunException">net-snmp is not there and cannot be installed.</exception>
    public static async Task<SnmpdServer> StartAsync(IReadOnlyList<SnmpdUser> users, CancellationToken cancellationToken)
    {
        await DebianPackages.EnsureAsync(DebianPackages.Snmpd, cancellationToken);
        var server = new SnmpdServer(users);
        try
        {
            await server.StartAgentAsync(boots: 0, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks with net-snmp's own snmpget; returns the bare value, texts without quotes and time ticks as a number.</summary>
    /// <param name="oid">Numeric, e.g. <c>1.3.6.1.2.1.1.5.0</c>.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="InvalidOperationException">No answer.</exception>
    public async Task<string> GetAsync(string oid, CancellationToken cancellationToken)
    {
        string[] command = ["/usr/bin/snmpget", "-v2c", "-c", Community, "-t", "2", "-r", "1", "-Oqvt", "-m", "", $"127.0.0.1:{Port}", oid];
        return (await Shell.RunAsync(command, StartLimit, cancellationToken: cancellationToken)).Trim('"');
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_agent is { } agent) await agent.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Stops the agent and starts it anew with the same engine id and users.</summary>
    /// <param name="boots">How often its engine remembers to have started before: fewer than it has is a device that lost its memory.</param>
    /// <param name="cancellationToken">Ends the wait for the first answer.</param>
    public async Task RestartAsync(int boots, CancellationToken cancellationToken)
    {
        await _agent!.DisposeAsync();
        await StartAgentAsync(boots, cancellationToken);
    }

    private async Task StartAgentAsync(int boots, CancellationToken cancellationToken)
    {
        var configuration = _folder.Write(
            "snmpd.conf",
            $"""
            agentaddress udp:127.0.0.1:{Port}
            rocommunity {Community} 127.0.0.0/8
            rwcommunity {WriteCommunity} 127.0.0.0/8
            sysLocation rack 1
            sysName switch-1.example
            disk / 10%
            load 12 10 5
            exactEngineID 0x80001f8804{_engineId}
            oldEngineID 0x80001f8804{_engineId}
            engineBoots {boots}
            {string.Join('\n', _users)}

            """);
        _agent = await GuardedProcess.StartAsync(
            ["/usr/sbin/snmpd", "-f", "-Lo", "-C", "-c", configuration],
            new Dictionary<string, string?> { ["SNMP_PERSISTENT_DIR"] = _folder.Create("state"), ["MIBS"] = "" });
        await Wait.UntilAsync("snmpd", StartLimit, AnswersAsync, cancellationToken);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        if (_agent!.Exited.IsCompleted) throw new InvalidOperationException(_agent.Tail());
        try
        {
            return (await GetAsync("1.3.6.1.2.1.1.5.0", cancellationToken)).Length > 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
