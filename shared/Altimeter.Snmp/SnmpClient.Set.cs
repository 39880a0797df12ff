using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <content>SET.</content>
public sealed partial class SnmpClient
{
    /// <summary>Sets variables, all of them or none (RFC 3416 §4.2.5). When no answer comes it is not known whether they were set, and each further try sets them again.</summary>
    /// <param name="target">The device.</param>
    /// <param name="varBinds">Instances and their values.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the device answered: on an error, its status, the 1-based position of the binding that it is about (0 if unknown), and nothing has been set.</returns>
    /// <exception cref="ArgumentException">No binding, one without a value, or Counter64 for SNMPv1.</exception>
    /// <exception cref="SnmpTimeoutException">No answer to any try.</exception>
    /// <exception cref="SnmpSecurityException">The device refuses the user of v3, has refused it a short while ago, or the credentials cannot be used.</exception>
    /// <exception cref="SnmpException">The host has no address, or the request exceeds a datagram.</exception>
    public async ValueTask<SnmpResponse> SetAsync(SnmpTarget target, IReadOnlyList<VarBind> varBinds, CancellationToken cancellationToken)
    {
        VarBind[] wanted = [.. varBinds];
        if (wanted.Length == 0) throw new ArgumentException("Nothing to set", nameof(varBinds));
        foreach (var (oid, value) in wanted)
        {
            if (!value.IsPresent) throw new ArgumentException($"{oid} has no value to set: {value.Cause}", nameof(varBinds));
            if (target.Version == SnmpVersion.V1 && value.Type == SnmpType.Counter64) throw new ArgumentException($"{oid}: SNMPv1 has no Counter64", nameof(varBinds));
        }
        var device = await _transport.EnterAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await _transport.ExchangeAsync(device, target, new RequestPdu(PduType.Set, 0, wanted), cancellationToken).ConfigureAwait(false);
            return new SnmpResponse(response.Status, response.ErrorIndex, response.VarBinds);
        }
        finally
        {
            device.Leave();
        }
    }
}
