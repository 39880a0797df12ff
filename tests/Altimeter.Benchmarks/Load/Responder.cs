using System.Globalization;
using System.Net;
using Altimeter.Snmp;
using Altimeter.Testing.Launchers;

namespace Altimeter.Benchmarks.Load;

/// <summary>The responder, started as a process of its own.</summary>
internal sealed class Responder : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private Responder(GuardedProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<Responder> StartAsync()
    {
        var port = FreePorts.Udp();
        var process = await GuardedProcess.StartAsync(["dotnet", typeof(Responder).Assembly.Location, "snmp-responder", port.ToString(CultureInfo.InvariantCulture)]);
        await Wait.UntilAsync("the responder", TimeSpan.FromSeconds(20), _ => Task.FromResult(process.Output.Text.Contains("listening", StringComparison.Ordinal)), CancellationToken.None);
        return new Responder(process, port);
    }

    /// <summary>Device <paramref name="number"/> at an address of its own.</summary>
    public SnmpTarget Target(int number) => Target(number, isDead: false);

    /// <summary>Device <paramref name="number"/> at an address of its own; a dead one is in a block that is never answered.</summary>
    public SnmpTarget Target(int number, bool isDead) =>
        new(new IPAddress([127, (byte)((isDead ? Device.DeadBlock : 1) + (number / 62_500)), (byte)(number / 250 % 250), (byte)((number % 250) + 1)]).ToString()) { Port = Port };

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
