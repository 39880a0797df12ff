using System.Security.Cryptography;
using System.Text;
using Altimeter.Hosting.Membership;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Options;

namespace Altimeter.NotificationRouter.Routing;

/// <summary>Queues of notifications divided among the live routers with the same queues. The lease is the age of the own heartbeat that came back last.</summary>
internal sealed class QueueClaims : IQueueOwnership
{
    /// <summary>Name of the service whose replicas share the queues.</summary>
    public const string Service = "notification-router";

    private readonly Membership? _membership;
    private readonly Claims? _claims;

    public QueueClaims(IServiceProvider services, IOptions<OsloOptions> options, TimeProvider time, ILogger<Claims> logger)
    {
        _membership = services.GetKeyedService<Membership>(Service);
        if (_membership is null) return; // in memory: alone
        var queues = RabbitNotificationSource.QueuesOf(options.Value);
        _membership.TargetSet = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', queues.Order(StringComparer.Ordinal)))))[..16];
        _claims = new Claims(_membership, queues, time, logger);
    }

    public TimeSpan LeaseAge => _membership?.EchoAge ?? TimeSpan.Zero;

    public bool IsOwned(string queue) => _claims?.IsOwned(queue) ?? true;

    public bool IsElsewhere(string queue) => _claims?.IsOwnedElsewhere(queue) ?? false;

    public bool TryClaim(string queue) => _claims?.TryClaim(queue) ?? true;

    public void Release(string queue) => _claims?.Release(queue);
}
