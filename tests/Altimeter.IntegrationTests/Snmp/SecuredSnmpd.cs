using Altimeter.IntegrationTests.Servers;
using Altimeter.Snmp;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Snmp;

/// <summary>An snmpd with a user for every combination of authentication and privacy that net-snmp offers.</summary>
public sealed class SecuredSnmpd : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly string Password = $"p{RabbitMqServer.NewPassword()}";

    private const string WriterName = "writer";

    private static readonly (string? Name, AuthenticationProtocol Protocol)[] Authentications =
    [
        (null, AuthenticationProtocol.None),
        ("MD5", AuthenticationProtocol.Md5),
        ("SHA", AuthenticationProtocol.Sha1),
        ("SHA-224", AuthenticationProtocol.Sha224),
        ("SHA-256", AuthenticationProtocol.Sha256),
        ("SHA-384", AuthenticationProtocol.Sha384),
        ("SHA-512", AuthenticationProtocol.Sha512),
    ];

    private static readonly (string? Name, PrivacyProtocol Protocol)[] Privacies =
    [
        (null, PrivacyProtocol.None),
        ("DES", PrivacyProtocol.Des),
        ("AES", PrivacyProtocol.Aes128),
        ("AES-192", PrivacyProtocol.Aes192Blumenthal),
        ("AES-256", PrivacyProtocol.Aes256Blumenthal),
        ("AES-192-C", PrivacyProtocol.Aes192Reeder),
        ("AES-256-C", PrivacyProtocol.Aes256Reeder),
    ];

    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(5));
    private Task<SnmpdServer> _server = null!;

    /// <summary>All combinations; without authentication there is no privacy.</summary>
    public static IEnumerable<(AuthenticationProtocol Authentication, PrivacyProtocol Privacy)> Combinations =>
        from a in Authentications from p in Privacies where a.Name is not null || p.Name is null select (a.Protocol, p.Protocol);

    /// <summary>The server; skips or fails the test where there can be none.</summary>
    public Task<SnmpdServer> ServerAsync() => RealServers.RequireAsync(() => _server);

    /// <summary>The credentials of a user.</summary>
    public static UserCredentials User(AuthenticationProtocol authentication, PrivacyProtocol privacy) => new(Name(authentication, privacy))
    {
        Authentication = authentication,
        AuthenticationPassword = authentication == AuthenticationProtocol.None ? null : new Secret(Password),
        Privacy = privacy,
        PrivacyPassword = privacy == PrivacyProtocol.None ? null : new Secret(Password),
    };

    /// <summary>A user that may write, with authentication and privacy.</summary>
    public static UserCredentials Writer => User(AuthenticationProtocol.Sha512, PrivacyProtocol.Aes256Blumenthal) with { UserName = WriterName };

    /// <summary>A server as the target of a user.</summary>
    public static SnmpTarget Target(SnmpdServer server, UserCredentials user) =>
        new("127.0.0.1") { Port = server.Port, Version = SnmpVersion.V3, Credentials = user, Timeout = Patience, Retries = 1 };

    /// <summary>A server of one's own, to restart at will.</summary>
    public static Task<SnmpdServer> StartAsync(CancellationToken cancellationToken) => SnmpdServer.StartAsync([.. Users(), new SnmpdUser(WriterName, "SHA-512", "AES-256", Password) { MayWrite = true }], cancellationToken);

    /// <inheritdoc/>
    public ValueTask InitializeAsync()
    {
        _server = StartAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(_server);
        if (_server.IsCompletedSuccessfully) await (await _server).DisposeAsync();
        _stop.Dispose();
    }

    private static IEnumerable<SnmpdUser> Users() =>
        from a in Authentications
        from p in Privacies
        where a.Name is not null || p.Name is null
        select new SnmpdUser(Name(a.Protocol, p.Protocol), a.Name, p.Name, Password);

    private static string Name(AuthenticationProtocol authentication, PrivacyProtocol privacy) => $"u{authentication}{privacy}";
}
