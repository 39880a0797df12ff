using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Altimeter.Snmp.Transport;
using Altimeter.UnitTests.Snmp.Security;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

/// <summary>Valid messages of random content: read back as they were written; and every prefix and every flipped byte of them, which the engine
/// must take as it takes any datagram: without an exception, to an end, and never as more bindings than there are octets.</summary>
public sealed class DamagedMessagesTests
{
    private static readonly Gen<Oid> Names = Gen.UInt.Array[0, 12].Select(ids => new Oid([1, 3, 6, .. ids]));

    private static readonly Gen<SnmpValue> Values = Gen.OneOf(
        Gen.Int.Select(v => SnmpValue.Integer(v)),
        Gen.UInt.Select(v => SnmpValue.Unsigned(SnmpType.Gauge32, v)),
        Gen.ULong.Select(v => SnmpValue.Unsigned(SnmpType.Counter64, v)),
        Gen.Double.Select(SnmpValue.Double),
        Gen.Byte.Array[0, 40].Select(v => SnmpValue.OctetString(v)),
        Names.Select(SnmpValue.ObjectIdentifier),
        Gen.Int[0, 3].Select(i => new[] { SnmpValue.NoSuchObject, SnmpValue.NoSuchInstance, SnmpValue.EndOfMibView, SnmpValue.Null }[i]));

    private static readonly Gen<VarBind[]> Bindings = Gen.Select(Names, Values, (oid, value) => new VarBind(oid, value)).Array[1, 6];

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public void Item15_WhatIsWritten_IsReadInBothWays(SnmpVersion version) => Gen.Select(Bindings, Gen.Int[1, int.MaxValue], Gen.Int[0, 18]).Sample((varBinds, id, status) =>
    {
        var datagram = Write(version, varBinds, id, status);
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(datagram, out var message));
        Assert.Equal((version, PduType.Response, id, status), (message.Header.Version, message.Header.Type, message.Header.RequestId, message.Header.First));
        Assert.Equal(varBinds, ResponsePdu.From(message, Request(PduType.GetBulk, varBinds), new Counters()).VarBinds);
        var asked = Request(PduType.Get, varBinds);
        ResponsePdu.From(message, asked, new Counters());
        // Of two with one name either value may come; without an error each has one.
        Assert.All(asked.VarBinds.ToArray(), v => Assert.Equal(status == 0, varBinds.Contains(v)));
    });

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    public void Item15_EveryPrefixAndEveryFlippedByte_IsTaken(SnmpVersion version) => Gen.Select(Bindings, Gen.Byte[1, 255]).Sample(
        (varBinds, flip) =>
        {
            var datagram = Write(version, varBinds, 7, 0);
            for (var length = 0; length < datagram.Length; length++) Assert.NotEqual(BerStatus.Ok, Take(datagram.AsSpan(0, length), varBinds));
            Damage(datagram, flip, damaged => Take(damaged, varBinds));
        },
        iter: 200);

    [Theory]
    [InlineData(AuthenticationProtocol.None, PrivacyProtocol.None)]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.None)]
    [InlineData(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128)]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.Des)]
    public void Item15_EveryPrefixAndEveryFlippedByteOfV3_IsTaken(AuthenticationProtocol authentication, PrivacyProtocol privacy) => Gen.Byte[1, 255].Sample(
        flip =>
        {
            var user = Users.Bob(authentication, privacy);
            var device = new UsmDevice(new UsmContext(TimeProvider.System), Users.EngineId, 3, user);
            device.Get();
            byte[] answer = [];
            device.Change = good =>
            {
                answer = good;
                return [];
            };
            var exchange = device.Peer.Begin(device.Target);
            device.Send(exchange);
            for (var length = 0; length < answer.Length; length++) Assert.NotEqual(UsmOutcome.Answer, device.Read(answer[..length], exchange).Verdict.Outcome);
            Damage(answer, flip, damaged =>
            {
                var outcome = device.Read(damaged, device.Peer.Begin(device.Target)).Verdict.Outcome;
                if (authentication != AuthenticationProtocol.None) Assert.NotEqual(UsmOutcome.Answer, outcome);
            });
        },
        iter: 20);

    private static void Damage(byte[] datagram, byte flip, Action<byte[]> take)
    {
        for (var place = 0; place < datagram.Length; place++)
        {
            datagram[place] ^= flip;
            take(datagram);
            datagram[place] ^= flip;
        }
    }

    /// <summary>Reads a datagram as the engine does.</summary>
    private static BerStatus Take(ReadOnlySpan<byte> datagram, VarBind[] varBinds)
    {
        var status = SnmpMessage.TryDecode(datagram, out var message);
        if (status != BerStatus.Ok) return status;
        Assert.InRange(ResponsePdu.From(message, Request(PduType.GetBulk, varBinds), new Counters()).VarBinds.Length, 0, datagram.Length / 2);
        ResponsePdu.From(message, Request(PduType.Get, varBinds), new Counters());
        return status;
    }

    private static RequestPdu Request(PduType type, VarBind[] varBinds) => new(type, 0, Array.ConvertAll(varBinds, v => v with { Value = SnmpValue.Missing }));

    private static byte[] Write(SnmpVersion version, VarBind[] varBinds, int id, int status)
    {
        var header = new PduHeader { Version = version, Community = "public"u8, Type = PduType.Response, RequestId = id, First = status };
        return MessageWriter.WriteResponse(new byte[MessageWriter.MaxDatagram], header, varBinds).ToArray();
    }
}
