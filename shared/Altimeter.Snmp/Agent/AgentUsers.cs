using System.Text;
using Altimeter.Snmp.Security;

namespace Altimeter.Snmp.Agent;

/// <summary>Users of SNMPv3 that any number of agents answer; their passwords are expanded once for all.</summary>
public sealed class AgentUsers
{
    /// <summary>Takes users, each at the level of its protocols; contexts play no part.</summary>
    /// <exception cref="ArgumentException">Credentials that cannot be used.</exception>
    public AgentUsers(params IEnumerable<UserCredentials> users)
    {
        All = [.. users.Select(user => (Encoding.UTF8.GetBytes(user.UserName), user))];
        foreach (var (_, user) in All)
        {
            if (user.FindError() is { } error) throw new ArgumentException(error, nameof(users));
        }
    }

    internal IReadOnlyList<(byte[] Name, UserCredentials Credentials)> All { get; }

    internal MasterKeys Keys { get; } = new();
}
