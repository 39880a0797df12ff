using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <summary>What the device answered.</summary>
/// <param name="Status">Error status.</param>
/// <param name="ErrorIndex">1-based position of the binding that it is about; 0 for none or unknown.</param>
/// <param name="VarBinds">Bindings as they came; none for a Get, whose values are in the request.</param>
/// <param name="Octets">Size of all bindings in the datagram.</param>
internal readonly record struct ResponsePdu(ErrorStatus Status, int ErrorIndex, VarBind[] VarBinds, int Octets)
{
    /// <summary>Copies a message out of its datagram.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="request">Takes the values, if it is a Get and the answer no error.</param>
    /// <param name="counters">Count values that cannot be used.</param>
    public static ResponsePdu From(in SnmpMessage message, in RequestPdu request, Counters counters)
    {
        VarBind[] varBinds = [];
        if (request.Type != PduType.Get) varBinds = Copy(message, counters);
        else if (message.ErrorStatus == ErrorStatus.NoError) Match(message, request.VarBinds.Span, counters);
        return new ResponsePdu(message.ErrorStatus, message.ErrorIndex, varBinds, message.VarBindOctets.Length);
    }

    private static VarBind[] Copy(in SnmpMessage message, Counters counters)
    {
        var varBinds = new VarBind[message.VarBindCount];
        var reader = message.VarBinds;
        for (var i = 0; reader.MoveNext(); i++)
        {
            varBinds[i] = reader.Current();
            counters.Count(varBinds[i].Value);
        }
        return varBinds;
    }

    /// <summary>Gives each value to the binding that asked for its OID: agents may reorder them or leave some out.</summary>
    private static void Match(in SnmpMessage message, Span<VarBind> asked, Counters counters)
    {
        var reader = message.VarBinds;
        for (var i = 0; reader.MoveNext(); i++)
        {
            counters.Count(reader.Value);
            var name = reader.Name;
            // A name that cannot be read is found by its place, if the answer is whole.
            var isInPlace = i < asked.Length && (asked[i].Oid.Equals(name) || (name.IsEmpty && message.VarBindCount == asked.Length));
            var place = isInPlace ? i : Find(asked, name);
            if (place >= 0) asked[place] = asked[place] with { Value = reader.Value };
        }
    }

    private static int Find(ReadOnlySpan<VarBind> asked, ReadOnlySpan<uint> name)
    {
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i].Oid.Equals(name)) return i;
        }
        return -1;
    }
}
