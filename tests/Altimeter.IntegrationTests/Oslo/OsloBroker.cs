using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Oslo;

/// <summary>A virtual host of notifications, and nova on it.</summary>
internal sealed class OsloBroker : IAsyncDisposable
{
    public const string Queue = "notifications.info";
    public const string Exchange = "nova";
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    private readonly IConnection _connection;

    private OsloBroker(BrokerAccess access, IConnection connection, IChannel nova)
    {
        Access = access;
        _connection = connection;
        Nova = nova;
    }

    public BrokerAccess Access { get; }

    /// <summary>A channel with all rights, its publishes confirmed.</summary>
    public IChannel Nova { get; }

    public ManagementApi Api => Access.Server.Management;

    public string Host => Access.OsloHost;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<OsloBroker> CreateAsync(RabbitMqServer server)
    {
        var access = await server.CreateAccessAsync($"oslo-{Guid.NewGuid():N}"[..15], Token);
        var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf(access.OsloHost)), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Token);
        return new OsloBroker(access, connection, await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Token));
    }

    /// <summary>Publishes numbers as bodies, each confirmed and routed.</summary>
    public async Task PublishAsync(int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            await Nova.BasicPublishAsync(
                Exchange, Queue, mandatory: true, new BasicProperties { ContentType = "application/json" }, Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture)), Token);
        }
    }

    public Task WaitForQueueAsync(string what, Func<QueueState, bool> condition) => Wait.UntilAsync(
        what, Limit, async token => (await Api.QueuesAsync(Host, token)).TryGetValue(Queue, out var state) && condition(state), Token);

    public Task WaitForQueueGoneAsync() => Wait.UntilAsync(
        $"{Queue} gone", Limit, async token => !(await Api.QueuesAsync(Host, token)).ContainsKey(Queue), Token);

    public async Task<JsonNode> GetAsync(string path) => await Api.GetAsync(path.Replace("{host}", Uri.EscapeDataString(Host), StringComparison.Ordinal), Token);

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await Api.DeleteAsync($"vhosts/{Uri.EscapeDataString(Host)}", CancellationToken.None);
        await Api.DeleteAsync($"vhosts/{Uri.EscapeDataString(Access.ContractsHost)}", CancellationToken.None);
    }
}
