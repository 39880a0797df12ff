using System.Net;
using System.Text;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Tools;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller.Tools;

public sealed class ValueTextTests
{
    [Fact]
    public async Task Write_EveryType_LooksLikeNetSnmp()
    {
        (string Name, SnmpValue Value, string Expected)[] cases =
        [
            ("ifDescr.1", SnmpValue.OctetString("eth0"), "IF-MIB::ifDescr.1 = STRING: eth0"),
            ("ifOperStatus.1", SnmpValue.Integer(1), "IF-MIB::ifOperStatus.1 = INTEGER: up(1)"),
            ("ifOperStatus.1", SnmpValue.Integer(99), "IF-MIB::ifOperStatus.1 = INTEGER: 99"),
            ("ifPhysAddress.2", Octets(0, 0x1A, 0xFF), "IF-MIB::ifPhysAddress.2 = STRING: 0:1a:ff"),
            ("sysUpTime.0", SnmpValue.Unsigned(SnmpType.TimeTicks, 123), "SNMPv2-MIB::sysUpTime.0 = Timeticks: (123) 0:00:01.23"),
            ("sysUpTime.0", SnmpValue.Unsigned(SnmpType.TimeTicks, 8_640_000), "SNMPv2-MIB::sysUpTime.0 = Timeticks: (8640000) 1 day, 0:00:00.00"),
            ("sysUpTime.0", SnmpValue.Unsigned(SnmpType.TimeTicks, uint.MaxValue), "SNMPv2-MIB::sysUpTime.0 = Timeticks: (4294967295) 497 days, 2:27:52.95"),
            ("sysObjectID.0", SnmpValue.ObjectIdentifier(Oid.Parse("1.3.6.1.4.1.9.1")), "SNMPv2-MIB::sysObjectID.0 = OID: SNMPv2-SMI::enterprises.9.1"),
            ("hrSystemDate.0", Octets(7, 0xEA, 11, 25, 9, 1, 2, 3, (byte)'+', 1, 0), "HOST-RESOURCES-MIB::hrSystemDate.0 = STRING: 2026-11-25,9:1:2.3,+1:0"),
            ("laLoadFloat.1", SnmpValue.Float(0.05f), "UCD-SNMP-MIB::laLoadFloat.1 = Opaque: Float: 0.050000"),
            ("1.2.3", Octets(0, 255), ".1.2.3 = Hex-STRING: 00 FF"),
            ("1.2.3", SnmpValue.OctetString("a \"b\""), ".1.2.3 = STRING: \"a \\\"b\\\"\""),
            ("1.2.3", SnmpValue.OctetString(""), ".1.2.3 = \"\""),
            ("1.2.3", SnmpValue.IpAddress(IPAddress.Parse("192.0.2.1")), ".1.2.3 = IpAddress: 192.0.2.1"),
            ("1.2.3", SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue), ".1.2.3 = Counter64: 18446744073709551615"),
            ("1.2.3", SnmpValue.Unsigned(SnmpType.Gauge32, 7), ".1.2.3 = Gauge32: 7"),
            ("1.2.3", SnmpValue.NoSuchInstance, ".1.2.3 = No Such Instance currently exists at this OID"),
            ("1.2.3", SnmpValue.NoSuchObject, ".1.2.3 = No Such Object available on this agent at this OID"),
            ("1.2.3", SnmpValue.Null, ".1.2.3 = NULL"),
            ("1.2.3", SnmpValue.Refused(ErrorStatus.GenErr), ".1.2.3 = (refused: GenErr)"),
        ];

        foreach (var (name, value, expected) in cases) Assert.Equal(expected, await PrintAsync(name, value, isJson: false));
    }

    [Fact]
    public async Task Write_Json_KeepsTypesAndNumbers()
    {
        Assert.Equal("""{"oid":"1.3.6.1.2.1.2.2.1.8.1","name":"IF-MIB::ifOperStatus.1","type":"Integer32","value":1,"label":"up"}""", await PrintAsync("ifOperStatus.1", SnmpValue.Integer(1), isJson: true));
        Assert.Equal("""{"oid":"1.2.3","type":"Counter64","value":18446744073709551615}""", await PrintAsync("1.2.3", SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue), isJson: true));
        Assert.Equal("""{"oid":"1.2.3","type":"OctetString","hex":"00ff"}""", await PrintAsync("1.2.3", Octets(0, 255), isJson: true));
        Assert.Equal("""{"oid":"1.2.3","type":"OctetString","value":"a \"b\""}""", await PrintAsync("1.2.3", SnmpValue.OctetString("a \"b\""), isJson: true));
        Assert.Equal("""{"oid":"1.2.3","type":"NoSuchObject","value":null,"cause":"NoSuchObject"}""", await PrintAsync("1.2.3", SnmpValue.NoSuchObject, isJson: true));
    }

    private static SnmpValue Octets(params byte[] octets) => SnmpValue.OctetString(octets);

    private static async Task<string> PrintAsync(string name, SnmpValue value, bool isJson)
    {
        Assert.True(ObjectNames.BuiltIn.TryParse(name, out var oid, out var error), error);
        using var output = new MemoryStream();
        await new VarBindPrinter(output, isJson, isNumeric: false).WriteAsync(new VarBind(oid, value), TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n');
    }
}
