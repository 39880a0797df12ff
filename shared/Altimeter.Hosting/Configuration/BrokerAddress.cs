using RabbitMQ.Client;

namespace Altimeter.Hosting.Configuration;

/// <summary>Where the broker of the contracts is, parsed once.</summary>
public sealed class BrokerAddress
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private BrokerAddress(IReadOnlyList<AmqpTcpEndpoint> endpoints, string userName, string password, string virtualHost)
    {
        Endpoints = endpoints;
        UserName = userName;
        Password = password;
        VirtualHost = virtualHost;
    }

    /// <summary>Hosts and ports, at least one.</summary>
    public IReadOnlyList<AmqpTcpEndpoint> Endpoints { get; }

    /// <summary>Virtual host, <c>/</c> by default.</summary>
    public string VirtualHost { get; }

    internal string UserName { get; }

    internal string Password { get; }

    /// <summary>Longest silence on a connection before it counts as cut: 5 s, so that another process can take over from a frozen one.</summary>
    internal static TimeSpan HeartbeatInterval => Heartbeat;

    /// <summary>Parses <c>RabbitMq:Url</c>.</summary>
    /// <param name="url">The option.</param>
    /// <param name="address">The address when the result is true.</param>
    /// <param name="error">What is wrong and what is expected, without the password, when the result is false.</param>
    public static bool TryParse(string url, out BrokerAddress address, out string error)
    {
        address = null!;
        error = "expected amqp[s]://user:password@host:port/vhost";
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri)) return false;
        if (uri.Scheme is not ("amqp" or "amqps" or "rabbit"))
        {
            error = $"scheme '{uri.Scheme}' is not amqp, amqps or rabbit";
            return false;
        }

        var user = uri.UserInfo.Split(':', 2);
        var isTls = uri.Scheme == "amqps";
        var endpoint = new AmqpTcpEndpoint(uri.Host, uri.Port > 0 ? uri.Port : isTls ? 5671 : 5672, new SslOption(uri.Host, enabled: isTls));
        var path = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        address = new BrokerAddress(
            [endpoint],
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : "guest",
            user.Length > 1 ? Uri.UnescapeDataString(user[1]) : "guest",
            path.Length > 0 ? path : "/");
        return true;
    }

    /// <summary>Opens a connection without automatic recovery: who uses it reconnects.</summary>
    public Task<IConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            UserName = UserName,
            Password = Password,
            VirtualHost = VirtualHost,
            RequestedHeartbeat = Heartbeat,
            RequestedConnectionTimeout = ConnectTimeout,
            AutomaticRecoveryEnabled = false,
        };
        return factory.CreateConnectionAsync([.. Endpoints], name, cancellationToken);
    }

    /// <summary>Hosts, ports and virtual host, without user and password.</summary>
    public override string ToString() =>
        $"{(Endpoints[0].Ssl.Enabled ? "amqps" : "amqp")}://{string.Join(',', Endpoints.Select(e => $"{e.HostName}:{e.Port}"))}/{(VirtualHost == "/" ? "" : VirtualHost)}";
}
