using System.Runtime.CompilerServices;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <content>GET: the values of an answer go straight into the result; what an answer leaves open is asked again.</content>
public sealed partial class SnmpClient
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SnmpResponse> GetAsync(SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancellationToken)
    {
        var varBinds = new VarBind[oids.Count];
        for (var i = 0; i < varBinds.Length; i++) varBinds[i] = new VarBind(oids[i], SnmpValue.Missing);
        var device = await _transport.EnterAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            for (var first = 0; first < varBinds.Length;)
            {
                var size = Math.Min(_options.OidsPerGet, device.Limits.LargestGet ?? int.MaxValue);
                var part = varBinds.AsMemory(first, Math.Min(size, varBinds.Length - first));
                var response = await _transport.ExchangeAsync(device, target, new RequestPdu(PduType.Get, 0, part), cancellationToken).ConfigureAwait(false);
                if (response.Status != ErrorStatus.NoError || IsOpen(part.Span)) await CompleteAsync(device, target, part, response, cancellationToken).ConfigureAwait(false);
                first += part.Length;
            }
        }
        finally
        {
            device.Leave();
        }
        return ToResponse(varBinds);
    }

    private static SnmpResponse ToResponse(VarBind[] varBinds)
    {
        var refused = 0;
        while (refused < varBinds.Length && varBinds[refused].Value.Type != SnmpType.Refused) refused++;
        return refused == varBinds.Length
            ? new SnmpResponse(ErrorStatus.NoError, 0, varBinds)
            : new SnmpResponse((ErrorStatus)varBinds[refused].Value.Bits, refused + 1, varBinds);
    }

    private static bool IsOpen(ReadOnlySpan<VarBind> varBinds)
    {
        foreach (ref readonly var varBind in varBinds)
        {
            if (varBind.Value.Type == SnmpType.Missing) return true;
        }
        return false;
    }

    /// <summary>Asks for what the answer to a part left open, in ever smaller parts: each round answers, marks or gives up at least one OID.</summary>
    private async ValueTask CompleteAsync(Device device, SnmpTarget target, Memory<VarBind> whole, ResponsePdu response, CancellationToken cancellationToken)
    {
        // Positions still to be asked, the first part on top.
        var parts = new Stack<int[]>();
        Divide([.. Enumerable.Range(0, whole.Length)], whole.Span, response, device.Limits, parts);
        while (parts.TryPop(out var part))
        {
            var asked = Array.ConvertAll(part, position => whole.Span[position]);
            response = await _transport.ExchangeAsync(device, target, new RequestPdu(PduType.Get, 0, asked), cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < part.Length; i++) whole.Span[part[i]] = asked[i];
            Divide(part, whole.Span, response, device.Limits, parts);
        }
    }

    private static void Divide(int[] part, Span<VarBind> whole, in ResponsePdu response, DeviceLimits limits, Stack<int[]> parts)
    {
        if (response.Status == ErrorStatus.NoError) AskMissing(part, whole, parts);
        else Split(part, whole, response, limits, parts);
    }

    /// <summary>Agents with small buffers leave bindings out; those that bring nothing new are not asked again.</summary>
    private static void AskMissing(int[] part, ReadOnlySpan<VarBind> whole, Stack<int[]> parts)
    {
        var missing = new List<int>();
        foreach (var position in part)
        {
            if (whole[position].Value.Type == SnmpType.Missing) missing.Add(position);
        }
        if (missing.Count > 0 && missing.Count < part.Length) parts.Push([.. missing]);
    }

    /// <summary>Marks what the error is about and has the rest asked again; without a usable index the halves are.</summary>
    private static void Split(int[] part, Span<VarBind> whole, in ResponsePdu response, DeviceLimits limits, Stack<int[]> parts)
    {
        var culprit = response.Status == ErrorStatus.TooBig ? -1 : response.ErrorIndex - 1;
        if (response.Status == ErrorStatus.TooBig && part.Length > 1) limits.RefusedGet(part.Length);
        if (part.Length == 1) culprit = 0;
        if (culprit < 0 || culprit >= part.Length)
        {
            parts.Push(part[(part.Length / 2)..]);
            parts.Push(part[..(part.Length / 2)]);
            return;
        }
        var value = response.Status == ErrorStatus.NoSuchName ? SnmpValue.NoSuchObject : SnmpValue.Refused(response.Status);
        whole[part[culprit]] = whole[part[culprit]] with { Value = value };
        if (part.Length > 1) parts.Push([.. part[..culprit], .. part[(culprit + 1)..]]);
    }
}
