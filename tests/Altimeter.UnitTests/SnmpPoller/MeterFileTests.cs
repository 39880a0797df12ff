using System.Text;
using Altimeter.Definitions;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class MeterFileTests
{
    private const string Good = "{name: m, unit: B, type: gauge, snmp_inspector: {matching_type: type_exact, oid: 1.3.6.1.2.1.1.3.0, type: int}}";

    private static (IReadOnlyList<MeterDefinition> Meters, IReadOnlyList<Problem> Problems) Read(string yaml)
    {
        var problems = new ProblemList();
        var root = DefinitionFile.Parse(yaml, "snmp.yaml", problems)!;
        return (MeterFile.Read(root, problems), problems.Items);
    }

    [Fact]
    public void Load_WithoutFile_GivesThe31BuiltInMeters()
    {
        var problems = new ProblemList();
        var meters = MeterFile.Load(null, problems);

        Assert.Empty(problems.Items);
        Assert.Equal(31, meters.Count);
        Assert.Equal(9, meters.Count(meter => meter.IsPrefix));
        Assert.All(meters.Where(meter => meter.Name.StartsWith("hardware.disk.", StringComparison.Ordinal)), meter => Assert.Contains(meter.Metadata, metadata => metadata.Key == "device"));
        Assert.Equal(["name", "speed", "mac"], meters.Single(meter => meter.Name == "hardware.network.incoming.bytes").Metadata.Select(metadata => metadata.Key));
    }

    [Theory]
    [InlineData("{name: x, type: gauge, snmp_inspector: {matching_type: type_exact, oid: 1.3, type: int}}", "Missing field unit")]
    [InlineData("{name: x, unit: '', type: gauge, snmp_inspector: {matching_type: type_exact, oid: 1.3, type: int}}", "Missing field unit")]
    [InlineData("{name: x, unit: B, type: rate, snmp_inspector: {matching_type: type_exact, oid: 1.3, type: int}}", "Unrecognized type value rate")]
    [InlineData("{name: x, unit: B, type: gauge}", "snmp_inspector")]
    [InlineData("{name: x, unit: B, type: gauge, snmp_inspector: {oid: 1.3, type: int}}", "Missing field matching_type")]
    [InlineData("{name: x, unit: B, type: gauge, snmp_inspector: {matching_type: type_exact, oid: ifInOctets, type: int}}", "is no numeric OID")]
    [InlineData("{name: x, unit: B, type: gauge, snmp_inspector: {matching_type: type_prefix, oid: 1.3, type: int, metadata: {a: {oid: 1.3}}}}", "Missing field type")]
    [InlineData("5", "a map")]
    public void Item48And49_WrongDefinition_IsSkippedAndOthersLoad(string definition, string expected)
    {
        var (meters, problems) = Read($"metric:\n  - {definition}\n  - {Good}\n");

        Assert.Equal("m", Assert.Single(meters).Name);
        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Warning, 2), (problem.Severity, problem.Line));
        Assert.Contains(expected, problem.Message);
    }

    [Fact]
    public void Item50_ExtraKey_IsAWarningAndTheDefinitionStays()
    {
        var (meters, problems) = Read($"metric:\n  - {Good[..^1]}, foo: 1, ipmi_inspector: {{}}}}\n");
        Assert.Single(meters);
        Assert.Equal("Ignore unrecognized field foo", Assert.Single(problems).Message);
    }

    [Fact]
    public void Item65_TextThatWouldBeEvaluated_IsRejectedAtLoad()
    {
        var (meters, problems) = Read("metric:\n  - name: x\n    unit: B\n    type: gauge\n    snmp_inspector:\n      matching_type: type_exact\n      oid: 1.3.6\n      type: \"__import__('os')\"\n");
        Assert.Empty(meters);
        var problem = Assert.Single(problems);
        Assert.Equal((Severity.Warning, 8, "metric[0].snmp_inspector.type"), (problem.Severity, problem.Line, problem.Key));
    }

    [Fact]
    public void Read_EqualNames_LastWins()
    {
        var (meters, problems) = Read($"metric:\n  - {Good}\n  - {Good.Replace("unit: B", "unit: KB")}\n");
        Assert.Equal("KB", Assert.Single(meters).Unit);
        Assert.Single(problems);
    }

    [Theory]
    [InlineData("name: x")]
    [InlineData("metric: 5")]
    public void Read_WithoutMetric_IsRefused(string yaml) => Assert.Equal(Severity.Error, Assert.Single(Read(yaml).Problems).Severity);

    private static string? Convert(string converter, SnmpValue value)
    {
        Assert.True(ValueConverter.TryGet(converter, out var found));
        return found.TryConvert(value, out var converted) ? Encoding.UTF8.GetString(converted.ToJson()) : null;
    }

    public static TheoryData<string, string, string?> Conversions => new()
    {
        { "int", "c7", "7" },
        { "int", "s0.25", null },
        { "float", "c7", "7.0" },
        { "str", "seth0", "\"eth0\"" },
        { "str", "xe9", "\"\\u00e9\"" },
        { "lambda x: float(str(x))", "s0.25", "0.25" },
        { "lambda x: float(str(x))", "s 1e16 ", "1e+16" },
        { "lambda x: float(str(x))", "sabc", null },
        { "lambda x: int(x) / 8", "c1000000000", "125000000.0" },
        { "lambda x: int(x)/8", "c4294967295", "536870911.875" },
        { "lambda x: x.prettyPrint().replace('0x', '')", "x001122334455", "\"001122334455\"" },
        { "lambda x: x.prettyPrint().replace(\"0x\", \"\")", "x414243444546", "\"ABCDEF\"" },
        { "hex", "x414243444546", "\"414243444546\"" },
        { "hex", "x", "\"\"" },
    };

    [Theory]
    [MemberData(nameof(Conversions))]
    public void TryConvert_Value_AsTheReference(string converter, string value, string? expected)
    {
        var raw = value[0] switch
        {
            'c' => SnmpValue.Unsigned(SnmpType.Counter32, ulong.Parse(value[1..])),
            's' => SnmpValue.OctetString(value[1..]),
            _ => SnmpValue.OctetString(System.Convert.FromHexString(value[1..])),
        };
        Assert.Equal(expected, Convert(converter, raw));
    }
}
