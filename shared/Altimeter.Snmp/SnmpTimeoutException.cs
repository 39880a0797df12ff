using System.Globalization;

namespace Altimeter.Snmp;

/// <summary>No answer came to any try.</summary>
public sealed class SnmpTimeoutException : SnmpException
{
    /// <param name="target">The device.</param>
    /// <param name="oid">First OID of the request.</param>
    /// <param name="tries">Tries made.</param>
    /// <param name="waited">Sum of the waits for all tries.</param>
    /// <param name="hint">What may explain it; null if nothing is known.</param>
    /// <param name="quirk">The same as a quirk.</param>
    internal SnmpTimeoutException(SnmpTarget target, Oid oid, int tries, TimeSpan waited, string? hint, DeviceQuirks quirk = DeviceQuirks.None)
        : base(target, Describe(oid, tries, waited, hint)) => (Oid, Quirk) = (oid, quirk);

    /// <summary>First OID of the request.</summary>
    public Oid Oid { get; }

    /// <summary>What probably lies behind it; none if nothing is known.</summary>
    public DeviceQuirks Quirk { get; }

    private static string Describe(Oid oid, int tries, TimeSpan waited, string? hint) => string.Create(
        CultureInfo.InvariantCulture,
        $"no answer to {tries} {(tries == 1 ? "try" : "tries")} within {waited.TotalMilliseconds:N0} ms for {oid}{(hint is null ? "" : $" ({hint})")}");
}
