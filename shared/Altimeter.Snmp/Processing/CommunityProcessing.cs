using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp.Processing;

/// <summary>v1 and v2c: the community in the clear, there and back (RFC 1157 §4, RFC 1901).</summary>
/// <param name="version">v1 or v2c.</param>
/// <param name="community">Its octets.</param>
internal sealed class CommunityProcessing(SnmpVersion version, Secret community) : MessageProcessing
{
    public override ReadOnlySpan<byte> Write(Span<byte> buffer, int id, RequestPdu request)
    {
        var writer = new BerWriter(buffer);
        request.Write(ref writer, id);
        MessageWriter.Finish(ref writer, version, community.Expose());
        return writer.Written;
    }

    public override Verdict Read(in ReceivedMessage message, Span<byte> buffer, out SnmpMessage pdu)
    {
        pdu = message.Plain;
        var header = pdu.Header;
        var isAnswer = !message.IsSecured && header.Type == PduType.Response && header.Version == version && community.Equals(header.Community);
        return new Verdict(isAnswer ? Outcome.Answer : Outcome.Drop);
    }
}
