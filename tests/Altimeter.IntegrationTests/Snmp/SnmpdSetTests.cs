using Altimeter.Snmp;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Snmp;

/// <summary>SET against a real agent, whose sysName and sysLocation are set in its file and so cannot be written (net-snmp's rule), while sysContact can.</summary>
public sealed class SnmpdSetTests(SecuredSnmpd snmpd) : IClassFixture<SecuredSnmpd>
{
    private static readonly Oid SysObjectId = Oid.Parse("1.3.6.1.2.1.1.2.0");
    private static readonly Oid SysContact = Oid.Parse("1.3.6.1.2.1.1.4.0");
    private static readonly Oid SysName = Oid.Parse("1.3.6.1.2.1.1.5.0");
    private static readonly UserCredentials Strong = SecuredSnmpd.User(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    [Theory]
    [InlineData(SnmpVersion.V1)]
    [InlineData(SnmpVersion.V2c)]
    [InlineData(SnmpVersion.V3)]
    public async Task Set_OfAWritableObject_IsReadBackByNetSnmp(SnmpVersion version)
    {
        var server = await snmpd.ServerAsync();
        await using var client = new SnmpClient();
        VarBind[] wanted = [new(SysContact, SnmpValue.OctetString($"operator, {version}"))];

        var response = await client.SetAsync(Writer(server, version), wanted, TestContext.Current.CancellationToken);

        Assert.Equal((ErrorStatus.NoError, 0), (response.ErrorStatus, response.ErrorIndex));
        Assert.Equal(wanted, response.VarBinds);
        Assert.Equal($"operator, {version}", await server.GetAsync(SysContact.ToString(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(SnmpVersion.V1, ErrorStatus.NoSuchName)]
    [InlineData(SnmpVersion.V2c, ErrorStatus.NotWritable)]
    [InlineData(SnmpVersion.V3, ErrorStatus.NotWritable)]
    public async Task Set_OfAReadOnlyObject_IsRefusedAndNothingIsSet(SnmpVersion version, ErrorStatus expected)
    {
        var server = await snmpd.ServerAsync();
        await using var client = new SnmpClient();
        var target = Writer(server, version);
        await client.SetAsync(target, [new VarBind(SysContact, SnmpValue.OctetString("before"))], TestContext.Current.CancellationToken);

        var response = await client.SetAsync(
            target,
            [new VarBind(SysContact, SnmpValue.OctetString("after")), new VarBind(SysObjectId, SnmpValue.ObjectIdentifier(SysContact))],
            TestContext.Current.CancellationToken);

        Assert.Equal((expected, 2), (response.ErrorStatus, response.ErrorIndex));
        Assert.Equal("before", await server.GetAsync(SysContact.ToString(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(SnmpVersion.V1, ErrorStatus.BadValue)]
    [InlineData(SnmpVersion.V2c, ErrorStatus.WrongType)]
    [InlineData(SnmpVersion.V3, ErrorStatus.WrongType)]
    public async Task Set_OfAnotherType_IsRefused(SnmpVersion version, ErrorStatus expected)
    {
        var server = await snmpd.ServerAsync();
        await using var client = new SnmpClient();

        var response = await client.SetAsync(Writer(server, version), [new VarBind(SysContact, SnmpValue.Integer(7))], TestContext.Current.CancellationToken);

        Assert.Equal((expected, 1), (response.ErrorStatus, response.ErrorIndex));
    }

    [Fact]
    public async Task Set_OfAnObjectFixedInTheAgentsFile_IsNotWritable()
    {
        var server = await snmpd.ServerAsync();
        await using var client = new SnmpClient();

        var response = await client.SetAsync(Writer(server, SnmpVersion.V2c), [new VarBind(SysName, SnmpValue.OctetString("other"))], TestContext.Current.CancellationToken);

        Assert.Equal((ErrorStatus.NotWritable, 1), (response.ErrorStatus, response.ErrorIndex));
    }

    [Theory]
    [InlineData(SnmpVersion.V1, ErrorStatus.NoSuchName)]
    [InlineData(SnmpVersion.V2c, ErrorStatus.NoAccess)]
    [InlineData(SnmpVersion.V3, ErrorStatus.NoAccess)]
    public async Task Set_ByOneWhoMayOnlyRead_IsRefused(SnmpVersion version, ErrorStatus expected)
    {
        var server = await snmpd.ServerAsync();
        await using var client = new SnmpClient();
        var target = version == SnmpVersion.V3
            ? SecuredSnmpd.Target(server, Strong)
            : Writer(server, version) with { Credentials = new Community(server.Community) };

        var response = await client.SetAsync(target, [new VarBind(SysContact, SnmpValue.OctetString("intruder"))], TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.ErrorStatus);
        Assert.NotEqual("intruder", await server.GetAsync(SysContact.ToString(), TestContext.Current.CancellationToken));
    }

    private static SnmpTarget Writer(SnmpdServer server, SnmpVersion version)
    {
        var target = SecuredSnmpd.Target(server, SecuredSnmpd.Writer);
        return version == SnmpVersion.V3 ? target : target with { Version = version, Credentials = new Community(server.WriteCommunity) };
    }
}
