using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <content>GET: lists are split until each part is answered.</content>
public sealed partial class SnmpClient
{
    /// <inheritdoc/>
    public async ValueTask<SnmpResponse> GetAsync(SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancellationToken)
    {
        var values = new SnmpValue[oids.Count];
        // Positions still to be asked, the first part on top.
        var parts = new Stack<int[]>(Enumerable.Range(0, oids.Count).Chunk(_options.OidsPerGet).Reverse());
        while (parts.TryPop(out var part))
        {
            var request = new RequestPdu(PduType.Get, 0, Array.ConvertAll(part, position => oids[position]));
            var response = await _transport.ExchangeAsync(target, request, cancellationToken).ConfigureAwait(false);
            if (response.Status == ErrorStatus.NoError) Match(part, request.Oids, response.VarBinds, values);
            else Split(part, response, values, parts);
        }

        var refused = Array.FindIndex(values, value => value.Type == SnmpType.Refused);
        return new SnmpResponse(
            refused < 0 ? ErrorStatus.NoError : (ErrorStatus)values[refused].Bits,
            refused + 1,
            [.. oids.Select((oid, position) => new VarBind(oid, values[position]))]);
    }

    /// <summary>Gives each binding to the position that asked for its OID: agents may reorder them or leave some out.</summary>
    private static void Match(int[] part, Oid[] asked, VarBind[] varBinds, SnmpValue[] values)
    {
        for (var i = 0; i < varBinds.Length; i++)
        {
            var (oid, value) = varBinds[i];
            // A name that cannot be read is found by its place, if the answer is whole.
            var isInPlace = i < asked.Length && (asked[i] == oid || (oid.Length == 0 && varBinds.Length == asked.Length));
            var place = isInPlace ? i : Array.IndexOf(asked, oid);
            if (place >= 0) values[part[place]] = value;
        }
    }

    /// <summary>Marks what the error is about and has the rest asked again; without a usable index the halves are.</summary>
    private static void Split(int[] part, ResponsePdu response, SnmpValue[] values, Stack<int[]> parts)
    {
        var culprit = response.Status == ErrorStatus.TooBig ? -1 : response.ErrorIndex - 1;
        if (part.Length == 1) culprit = 0;
        if (culprit < 0 || culprit >= part.Length)
        {
            parts.Push(part[(part.Length / 2)..]);
            parts.Push(part[..(part.Length / 2)]);
            return;
        }
        values[part[culprit]] = response.Status == ErrorStatus.NoSuchName ? SnmpValue.NoSuchObject : SnmpValue.Refused(response.Status);
        if (part.Length > 1) parts.Push([.. part[..culprit], .. part[(culprit + 1)..]]);
    }
}
