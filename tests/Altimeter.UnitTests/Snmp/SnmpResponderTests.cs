using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpResponderTests
{
    private readonly byte[] _buffer = new byte[1_472];
    private readonly SnmpResponder _responder = new(
        new TableMibView(
        [
            new(Oid.Parse("1.3.1.0"), () => SnmpValue.Integer(1)),
            new(Oid.Parse("1.3.2.1"), () => SnmpValue.Unsigned(SnmpType.Counter64, 2)),
            new(Oid.Parse("1.3.2.2"), () => SnmpValue.OctetString(new string('x', 700))),
            new(Oid.Parse("1.3.2.3"), () => SnmpValue.OctetString(new string('y', 700))),
        ]),
        new Secret("public"));

    [Fact]
    public void Get_AbsentOnes_AreTold()
    {
        var (_, _, values) = Ask(SnmpVersion.V2c, PduType.Get, 0, 0, "1.3.1.0", "1.3.1.7", "1.3.9.0");

        Assert.Equal([SnmpValue.Integer(1), SnmpValue.NoSuchInstance, SnmpValue.NoSuchObject], values.Select(v => v.Value));
    }

    [Fact]
    public void Get_V1_AbsentOrCounter64_IsNoSuchName()
    {
        Assert.Equal((ErrorStatus.NoSuchName, 2), Error(SnmpVersion.V1, PduType.Get, "1.3.1.0", "1.3.1.7"));
        Assert.Equal((ErrorStatus.NoSuchName, 1), Error(SnmpVersion.V1, PduType.Get, "1.3.2.1"));
        Assert.Equal("1.3.2.2", Ask(SnmpVersion.V1, PduType.GetNext, 0, 0, "1.3.1.0").VarBinds[0].Oid.ToString());
        Assert.Equal((ErrorStatus.NoSuchName, 1), Error(SnmpVersion.V1, PduType.GetNext, "1.3.2.3"));
    }

    [Fact]
    public void GetBulk_NonRepeatersComeOnceAndTheEndIsRepeated()
    {
        var (_, _, values) = Ask(SnmpVersion.V2c, PduType.GetBulk, 1, 2, "1.3", "1.3.2.3");

        Assert.Equal(["1.3.1.0=1", "1.3.2.3=EndOfMibView", "1.3.2.3=EndOfMibView"], values.Select(v => $"{v.Oid}={v.Value}"));
    }

    [Fact]
    public void TooLong_BulkIsCutAndGetIsTooBig()
    {
        Assert.Equal(2, Ask(SnmpVersion.V2c, PduType.GetBulk, 0, 4, "1.3").VarBinds.Count);
        var (status, _, values) = Ask(SnmpVersion.V2c, PduType.Get, 0, 0, "1.3.2.2", "1.3.2.3", "1.3.2.2");
        Assert.Equal(ErrorStatus.TooBig, status);
        Assert.Empty(values);
    }

    [Fact]
    public void Set_IsRefused() => Assert.Equal((ErrorStatus.NotWritable, 1), Error(SnmpVersion.V2c, PduType.Set, "1.3.1.0"));

    [Fact]
    public void OthersThanRequests_AreNotAnswered()
    {
        Assert.True(_responder.Respond(Datagram(SnmpVersion.V2c, PduType.Response, 0, 0, "1.3.1.0"), _buffer).IsEmpty);
        Assert.True(_responder.Respond(Datagram(SnmpVersion.V1, PduType.GetBulk, 0, 1, "1.3.1.0"), _buffer).IsEmpty);
        Assert.True(_responder.Respond([1, 2, 3], _buffer).IsEmpty);
    }

    private (ErrorStatus Status, int Index) Error(SnmpVersion version, PduType type, params string[] oids)
    {
        var (status, index, _) = Ask(version, type, 0, 0, oids);
        return (status, index);
    }

    private (ErrorStatus Status, int Index, List<VarBind> VarBinds) Ask(SnmpVersion version, PduType type, int first, int second, params string[] oids)
    {
        var answer = _responder.Respond(Datagram(version, type, first, second, oids), _buffer);
        Assert.Equal(BerStatus.Ok, SnmpMessage.TryDecode(answer, out var message));
        Assert.Equal((77, PduType.Response, version), (message.Header.RequestId, message.Header.Type, message.Header.Version));
        return (message.ErrorStatus, message.ErrorIndex, Messages.VarBinds(message));
    }

    private static byte[] Datagram(SnmpVersion version, PduType type, int first, int second, params string[] oids)
    {
        var header = new PduHeader { Version = version, Community = "public"u8, Type = type, RequestId = 77, First = first, Second = second };
        return MessageWriter.WriteRequest(new byte[1_400], header, [.. oids.Select(Oid.Parse)]).ToArray();
    }
}
