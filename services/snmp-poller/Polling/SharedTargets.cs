using System.Security.Cryptography;
using System.Text;
using Altimeter.Hosting.Membership;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>Devices divided among the live replicas with the same set of them, by rendezvous hashing. Doubles are possible, gaps are not.</summary>
/// <remarks>A replica that has not joined yet, or is alone without a broker, polls everything: a device polled twice at one tick gives the same points.</remarks>
internal sealed class SharedTargets : ITargetOwnership
{
    /// <summary>Name of the service whose replicas share the devices.</summary>
    public const string Service = "snmp-poller";

    private readonly Membership? _membership;

    public SharedTargets(IServiceProvider services, PollEntries entries)
    {
        _membership = services.GetKeyedService<Membership>(Service);
        if (_membership is not null) _membership.TargetSet = HashOf(entries);
    }

    public bool Owns(string resourceId) => IsOwned(_membership, resourceId);

    internal static bool IsOwned(Membership? membership, string resourceId) =>
        membership is not { View: { Self.IsJoined: true } view } || Rendezvous.OwnerOf(resourceId, view.Peers) == membership.Replica;

    // Ids and addresses: what the shares depend on, and nothing secret.
    private static string HashOf(PollEntries entries)
    {
        var targets = entries.Entries.Select(entry => $"{entry.Resource.Id}\0{entry.Resource.Target}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', targets))))[..16];
    }
}
