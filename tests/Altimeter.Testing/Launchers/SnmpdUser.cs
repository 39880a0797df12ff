namespace Altimeter.Testing.Launchers;

/// <summary>A user of SNMPv3 at an <see cref="SnmpdServer"/>, with one password for both purposes.</summary>
/// <param name="Name">User name.</param>
/// <param name="Authentication">As net-snmp calls it, e.g. <c>SHA-256</c>; null for none.</param>
/// <param name="Privacy">As net-snmp calls it, e.g. <c>AES-256-C</c>; null for none.</param>
/// <param name="Password">At least 8 characters.</param>
public sealed record SnmpdUser(string Name, string? Authentication, string? Privacy, string Password)
{
    /// <summary>Whether it may write everything, too.</summary>
    public bool MayWrite { get; init; }

    /// <summary>Lines of snmpd.conf: the user, and the least level at which it may use everything.</summary>
    public override string ToString() => (Authentication, Privacy) switch
    {
        (null, _) => $"createUser {Name}\n{Right} {Name} noauth",
        (_, null) => $"createUser {Name} {Authentication} \"{Password}\"\n{Right} {Name} auth",
        _ => $"createUser {Name} {Authentication} \"{Password}\" {Privacy} \"{Password}\"\n{Right} {Name} priv",
    };

    private string Right => MayWrite ? "rwuser" : "rouser";
}
