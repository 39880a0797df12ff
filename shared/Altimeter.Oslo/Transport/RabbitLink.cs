using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;

namespace Altimeter.Oslo.Transport;

/// <summary>One connection to one broker, opened when it is needed and again after it was lost.</summary>
internal sealed class RabbitLink(TransportUrl url, string connectionName) : IAsyncDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _gate = new(1);
    private IConnection? _connection;

    /// <summary>Where it leads, without user and password.</summary>
    public string Broker { get; } = url.ToString();

    /// <summary>The address and its options.</summary>
    public TransportUrl Url => url;

    /// <summary>Gives the open connection; tries every host once, in random order.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.BrokerUnreachableException">No host answers, or the login is refused.</exception>
    public async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true }) return _connection;
            if (_connection is not null) await _connection.DisposeAsync();
            _connection = null;
            return _connection = await ConnectAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _gate.Dispose();
    }

    private async Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var hosts = url.Hosts.ToArray();
        Random.Shared.Shuffle(hosts);
        for (var i = 0; ; i++)
        {
            try
            {
                return await FactoryFor(hosts[i]).CreateConnectionAsync(connectionName, cancellationToken);
            }
            catch (RabbitMQ.Client.Exceptions.BrokerUnreachableException) when (i + 1 < hosts.Length)
            {
                // the next host
            }
        }
    }

    // Recovery is ours: the client's own would replay declarations that are not ours to make.
    private ConnectionFactory FactoryFor(TransportHost host) => new()
    {
        Endpoint = new AmqpTcpEndpoint(host.Name, host.Port, TlsFor(host)),
        UserName = host.UserName,
        Password = host.Password,
        VirtualHost = url.VirtualHost,
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
        RequestedConnectionTimeout = ConnectTimeout,
        RequestedHeartbeat = TimeSpan.FromSeconds(url.GetInt32("heartbeat_timeout_threshold", 10)),
    };

    private SslOption TlsFor(TransportHost host)
    {
        var option = new SslOption { Enabled = url.IsTls, ServerName = host.Name };
        if (!option.Enabled) return option;

        if (url.Options.TryGetValue("ssl_cert_file", out var certificate) && certificate.Length > 0)
        {
            var key = url.Options.GetValueOrDefault("ssl_key_file", "");
            option.Certs = [X509Certificate2.CreateFromPemFile(certificate, key.Length > 0 ? key : null)];
        }

        if (url.Options.TryGetValue("ssl_ca_file", out var authority) && authority.Length > 0)
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPemFile(authority);
            option.CertificateValidationCallback = (_, received, _, errors) =>
                received is not null && TrustedCertificate.IsTrusted(received, errors, trusted, url.GetBoolean("ssl_enforce_hostname_verification", true));
        }

        return option;
    }
}
