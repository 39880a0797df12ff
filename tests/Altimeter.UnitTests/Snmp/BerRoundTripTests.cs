using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class BerRoundTripTests
{
    [Fact]
    public void RoundTrip_AnyValueUnderAnyOid_ComesBack()
    {
        var oids = Gen.UInt.Array[0, 20].Select(ids => new Oid([1, 3, .. ids]));
        var values = Gen.OneOf(
            Gen.Long.Select(v => SnmpValue.Integer(v)),
            Gen.Long.Select(v => SnmpValue.Integer(v, SnmpType.OpaqueInt64)),
            Gen.UInt.Select(v => SnmpValue.Unsigned(SnmpType.Counter32, v)),
            Gen.UInt.Select(v => SnmpValue.Unsigned(SnmpType.Gauge32, v)),
            Gen.UInt.Select(v => SnmpValue.Unsigned(SnmpType.UInteger32, v)),
            Gen.ULong.Select(v => SnmpValue.Unsigned(SnmpType.Counter64, v)),
            Gen.ULong.Select(v => SnmpValue.Unsigned(SnmpType.OpaqueUInt64, v)),
            Gen.Float.Select(SnmpValue.Float),
            Gen.Double.Select(SnmpValue.Double),
            Gen.Byte.Array[0, 400].Select(v => SnmpValue.OctetString(v)),
            Gen.Byte.Array[0, 9].Select(v => SnmpValue.OctetString(v, SnmpType.Nsap)),
            oids.Select(SnmpValue.ObjectIdentifier));

        Gen.Select(oids, values).List[0, 30].Select(Gen.Int).Sample((pairs, id) =>
        {
            VarBind[] sent = [.. pairs.Select(p => new VarBind(p.Item1, p.Item2))];
            var datagram = Messages.Response(id, sent);
            Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(datagram, out var message));
            Assert.Equal(id, message.Header.RequestId);
            Assert.Equal(sent, Messages.VarBinds(message));
        });
    }
}
