using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Security;

/// <summary>The counters that Reports carry, and what they mean.</summary>
internal static class Reports
{
    private static readonly (Oid Counter, SnmpSecurityFault Fault)[] Known =
    [
        (Oid.Parse("1.3.6.1.6.3.15.1.1.1.0"), SnmpSecurityFault.UnsupportedSecurityLevel),
        (Oid.Parse("1.3.6.1.6.3.15.1.1.2.0"), SnmpSecurityFault.NotInTimeWindow),
        (Oid.Parse("1.3.6.1.6.3.15.1.1.3.0"), SnmpSecurityFault.UnknownUserName),
        (Oid.Parse("1.3.6.1.6.3.15.1.1.4.0"), SnmpSecurityFault.UnknownEngineId),
        (Oid.Parse("1.3.6.1.6.3.15.1.1.5.0"), SnmpSecurityFault.WrongDigest),
        (Oid.Parse("1.3.6.1.6.3.15.1.1.6.0"), SnmpSecurityFault.DecryptionError),
        (Oid.Parse("1.3.6.1.6.3.11.2.1.1.0"), SnmpSecurityFault.UnknownSecurityModel),
        (Oid.Parse("1.3.6.1.6.3.11.2.1.2.0"), SnmpSecurityFault.InvalidMessage),
        (Oid.Parse("1.3.6.1.6.3.11.2.1.3.0"), SnmpSecurityFault.UnknownPduHandler),
        (Oid.Parse("1.3.6.1.6.3.12.1.4.0"), SnmpSecurityFault.UnavailableContext),
        (Oid.Parse("1.3.6.1.6.3.12.1.5.0"), SnmpSecurityFault.UnknownContext),
    ];

    /// <summary>The counter of a fault, with its instance.</summary>
    public static Oid Counter(SnmpSecurityFault fault) => Array.Find(Known, k => k.Fault == fault).Counter;

    /// <summary>What a Report says; none if its counter is unknown.</summary>
    public static SnmpSecurityFault Read(in SnmpMessage report)
    {
        for (var reader = report.VarBinds; reader.MoveNext();)
        {
            foreach (var (counter, fault) in Known)
            {
                // Some agents leave the instance off.
                if (counter.Equals(reader.Name) || counter.SubIdentifiers[..^1].SequenceEqual(reader.Name)) return fault;
            }
        }
        return SnmpSecurityFault.None;
    }

    /// <summary>Whether the user is refused: asking again at once changes nothing, and may lock the account.</summary>
    public static bool IsRefusal(SnmpSecurityFault fault) => fault
        is SnmpSecurityFault.UnknownUserName or SnmpSecurityFault.WrongDigest or SnmpSecurityFault.UnsupportedSecurityLevel or SnmpSecurityFault.DecryptionError;

    /// <summary>The fault in words.</summary>
    public static string Describe(SnmpSecurityFault fault) => fault switch
    {
        SnmpSecurityFault.UnsupportedSecurityLevel => "the device does not offer this security level to the user",
        SnmpSecurityFault.NotInTimeWindow => "the clock is outside the device's time window and stays there after synchronisation",
        SnmpSecurityFault.UnknownUserName => "the device does not know the user",
        SnmpSecurityFault.UnknownEngineId => "the device denies the engine id that it gave before",
        SnmpSecurityFault.WrongDigest => "the device finds the digest wrong: authentication password or protocol differ from the device's",
        SnmpSecurityFault.DecryptionError => "the device cannot decrypt: privacy password or protocol differ from the device's",
        SnmpSecurityFault.UnknownSecurityModel => "the device does not speak the user-based security model",
        SnmpSecurityFault.InvalidMessage => "the device calls the message invalid",
        SnmpSecurityFault.UnknownPduHandler => "no part of the device is responsible for the context engine id",
        SnmpSecurityFault.UnavailableContext => "the context is not available on the device now",
        SnmpSecurityFault.UnknownContext => "the device has no such context",
        _ => "the device sent a report of an unknown kind",
    };
}
