namespace Altimeter.Snmp;

/// <summary>Asks SNMP agents. Safe for any number of callers at once.</summary>
public interface ISnmpClient
{
    /// <summary>Reads variables (RFC 3416 §4.2.1). Long lists are split, and what one OID spoils is asked again without it.</summary>
    /// <param name="target">The device.</param>
    /// <param name="oids">Instances, such as <c>1.3.6.1.2.1.1.3.0</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>One binding per OID, in the order asked.</returns>
    /// <exception cref="SnmpTimeoutException">No answer to any try.</exception>
    /// <exception cref="SnmpSecurityException">The device refuses the user of v3, has refused it a short while ago, or the credentials cannot be used.</exception>
    /// <exception cref="SnmpException">The host has no address.</exception>
    ValueTask<SnmpResponse> GetAsync(SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancellationToken);

    /// <summary>Reads a table, its columns side by side (RFC 3416 §4.2.3; GETNEXT for v1). A column ends at the end of its subtree.</summary>
    /// <param name="target">The device.</param>
    /// <param name="columns">Columns, such as <c>1.3.6.1.2.1.2.2.1.10</c>; cells with the same index form a row.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>Rows by ascending index. All rows read before an error come before its exception.</returns>
    /// <exception cref="SnmpTimeoutException">No answer to any try.</exception>
    /// <exception cref="SnmpProtocolException">The device refuses, runs in circles, or has more rows than the limit.</exception>
    /// <exception cref="SnmpSecurityException">The device refuses the user of v3, has refused it a short while ago, or the credentials cannot be used.</exception>
    /// <exception cref="SnmpException">The host has no address.</exception>
    IAsyncEnumerable<SnmpRow> WalkAsync(SnmpTarget target, IReadOnlyList<Oid> columns, CancellationToken cancellationToken);
}
