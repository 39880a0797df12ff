using Altimeter.Oslo.Transport;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Configuration;

/// <summary>Where the broker of the contracts is, parsed once: <c>amqp[s]://</c>, or oslo's form with several hosts.</summary>
public sealed class BrokerAddress
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private readonly TransportUrl _url;

    private BrokerAddress(TransportUrl url) => _url = url;

    /// <summary>Longest silence on a connection before it counts as cut: 5 s, so that another process can take over from a frozen one.</summary>
    internal static TimeSpan HeartbeatInterval { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Hosts with their ports and users, at least one.</summary>
    internal IReadOnlyList<TransportHost> Hosts => _url.Hosts;

    /// <summary>Virtual host, <c>/</c> by default.</summary>
    internal string VirtualHost => _url.VirtualHost;

    /// <summary>Whether connections use TLS.</summary>
    internal bool IsTls => _url.IsTls;

    /// <summary>Parses <c>RabbitMq:Url</c>.</summary>
    /// <param name="url">The option.</param>
    /// <param name="address">The address when the result is true.</param>
    /// <param name="error">What is wrong and what is expected, without the password, when the result is false.</param>
    public static bool TryParse(string url, out BrokerAddress address, out string error)
    {
        var isParsed = TransportUrl.TryParse(url, out var parsed, out var problem);
        address = isParsed ? new BrokerAddress(parsed!) : null!;
        error = problem ?? "";
        return isParsed;
    }

    /// <summary>Opens a connection without automatic recovery: who uses it reconnects.</summary>
    internal Task<IConnection> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            UserName = Hosts[0].UserName,
            Password = Hosts[0].Password,
            VirtualHost = VirtualHost,
            RequestedHeartbeat = HeartbeatInterval,
            RequestedConnectionTimeout = ConnectTimeout,
            AutomaticRecoveryEnabled = false,
        };
        var endpoints = Hosts.Select(host => new AmqpTcpEndpoint(host.Name, host.Port, new SslOption(host.Name, enabled: IsTls)));
        return factory.CreateConnectionAsync([.. endpoints], name, cancellationToken);
    }

    /// <summary>Hosts, ports and virtual host, without users and passwords.</summary>
    public override string ToString() => _url.ToString();
}
