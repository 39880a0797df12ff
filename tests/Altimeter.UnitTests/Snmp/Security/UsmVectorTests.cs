using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class UsmVectorTests
{
    private const string Discovery = "3038020103300e020101020300ffe30401040201030410300e0400020100020100040004000400301104000400a00b0201010201000201003000";
    private const string Report = "3064020103300e020101020300ffe3040100020103041e301c040d80001f8880e9630000d61ff449020103020203e8040004000400302f040d80001f8880e9630000d61ff4490400a81c0201010201000201003011300f060a2b060106030f0101040041012a";
    private const string AuthNoPriv = "3070020103300e020102020300ffe3040105020103042d302b040d80001f8880e9630000d61ff449020103020203e90403626f62040c057a730df29aae2e7db06b180400302c040d80001f8880e9630000d61ff4490400a019020102020100020100300e300c06082b060102010103000500";
    private const string AuthPriv = "307a020103300e020102020300ffe304010702010304353033040d80001f8880e9630000d61ff449020103020203e90403626f62040c41fe74b3b8e7a2ab511b78c204080000000000000001042e618228e32f1f433d5b702cbbda43cb9b8f9ee13819e9433d09454a1d0d1f22ac924eb958a1eb334bc8656ad3dd9b";
    private const string ScopedPdu = "302c040d80001f8880e9630000d61ff4490400a019020102020100020100300e300c06082b060102010103000500";

    private readonly MasterKeys _keys = new();

    [Fact]
    public void Item53_Discovery_IsWrittenByteForByte()
    {
        var writer = new BerWriter(new byte[200]);
        MessageWriter.WritePdu(ref writer, PduType.Get, 1, 0, 0, default(ReadOnlySpan<Oid>));

        UsmWriter.Seal(ref writer, new UsmHeader { MessageId = 1, IsReportable = true }, null);

        Assert.Equal(Discovery, Convert.ToHexStringLower(writer.Written));
    }

    [Fact]
    public void Item53_Report_IsRead()
    {
        Assert.Equal(BerStatus.Ok, UsmMessage.TryDecode(Convert.FromHexString(Report), out var message));
        Assert.Equal((1, SecurityLevel.NoAuthNoPriv, false, 3, 1000), (message.MessageId, message.Level, message.IsReportable, message.Boots, message.Time));
        Assert.Equal(Users.EngineId, message.EngineId);
        Assert.Equal(BerStatus.Ok, message.Open(null, new byte[200], out var scoped));
        Assert.Equal(PduType.Report, scoped.Pdu.Header.Type);
        Assert.Equal([new VarBind(Oid.Parse("1.3.6.1.6.3.15.1.1.4.0"), SnmpValue.Unsigned(SnmpType.Counter32, 42))], Messages.VarBinds(scoped.Pdu));
    }

    [Theory]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.None, AuthNoPriv)]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes128, AuthPriv)]
    public void Item53_Requests_AreWrittenByteForByteAndReadBack(AuthenticationProtocol authentication, PrivacyProtocol privacy, string expected)
    {
        using var user = new LocalizedUser(Users.Bob(authentication, privacy), Users.EngineId, _keys, salt: 0);

        Assert.Equal(expected, Convert.ToHexStringLower(Get(user)));

        Assert.Equal(BerStatus.Ok, UsmMessage.TryDecode(Convert.FromHexString(expected), out var message));
        Assert.Equal((2, user.Level, true, 3, 1001), (message.MessageId, message.Level, message.IsReportable, message.Boots, message.Time));
        Assert.Equal("bob"u8, message.UserName);
        Assert.True(message.IsSignedBy(user));
        Assert.Equal(BerStatus.Ok, message.Open(user, new byte[200], out var scoped));
        Assert.Equal(Users.EngineId, scoped.ContextEngineId);
        Assert.Equal(2, scoped.Pdu.Header.RequestId);
        Assert.Equal("1.3.6.1.2.1.1.3.0", Messages.VarBinds(scoped.Pdu)[0].Oid.ToString());
    }

    [Theory]
    [InlineData(AuthenticationProtocol.Md5, 114, "185a72e159e6ab98bb48bec9")]
    [InlineData(AuthenticationProtocol.Sha224, 118, "ace73f7f44050759477e6ada147d956b")]
    [InlineData(AuthenticationProtocol.Sha256, 126, "3c8bcc11ec38a9869ca66f28e1ce1af19e91eee50c8e120d")]
    [InlineData(AuthenticationProtocol.Sha384, 135, "fc9c3589eda6cda5678e9316f7ef27112f9ba929b282d90b5a8032613983f4e1")]
    [InlineData(AuthenticationProtocol.Sha512, 151, "875f078594ee8ddb2c667f66f4c3ef34365ff6d2f8a3712e1b6688b2298df4960a6c8d47b92171c39f71f714acf995f4")]
    public void Item54_OtherHashes_GiveTheirMac(AuthenticationProtocol authentication, int length, string mac)
    {
        using var user = new LocalizedUser(Users.Bob(authentication), Users.EngineId, _keys);
        var message = Get(user);

        Assert.Equal(length, message.Length);
        Assert.Contains(mac, Convert.ToHexStringLower(message), StringComparison.Ordinal);
        Assert.Equal(BerStatus.Ok, UsmMessage.TryDecode(message, out var read));
        Assert.True(read.IsSignedBy(user));
    }

    [Fact]
    public void Item55_AesVector_DecryptsToTheScopedPdu()
    {
        using var aes = new AesPrivacy(Convert.FromHexString("ce20c2fa19bab9c11e3cd376843a914f"), 0);
        var plain = new byte[46];

        aes.Decrypt(Convert.FromHexString(AuthPriv[^92..]), 3, 1001, [0, 0, 0, 0, 0, 0, 0, 1], plain);

        Assert.Equal(ScopedPdu, Convert.ToHexStringLower(plain));
    }

    [Fact]
    public void Item55_DesVector_EncryptsAndDecryptsTheScopedPdu()
    {
        using var des = new DesPrivacy(Convert.FromHexString("3c697164ac75375d7bb16453cd8f54ad"), 0);
        var text = Convert.FromHexString(ScopedPdu + "0000");
        var salt = new byte[8];
        var plain = new byte[48];

        des.Encrypt(text, 3, 1001, salt);
        des.Decrypt(text, 3, 1001, salt, plain);

        Assert.Equal("0000000300000001", Convert.ToHexStringLower(salt));
        Assert.Equal("816a1190e76425d2d112311a908c40b0b9acd13ecc1b2e99900a769ca864083ecc9a8dc3c662acc3893843485b7fca7d", Convert.ToHexStringLower(text));
        Assert.Equal(ScopedPdu + "0000", Convert.ToHexStringLower(plain));
    }

    private static byte[] Get(LocalizedUser user)
    {
        var writer = new BerWriter(new byte[400]);
        MessageWriter.WritePdu(ref writer, PduType.Get, 2, 0, 0, [Oid.Parse("1.3.6.1.2.1.1.3.0")]);
        var header = new UsmHeader
        {
            MessageId = 2,
            Level = user.Level,
            IsReportable = true,
            EngineId = Users.EngineId,
            Boots = 3,
            Time = 1001,
            UserName = "bob"u8,
            ContextEngineId = Users.EngineId,
        };
        UsmWriter.Seal(ref writer, header, user);
        return writer.Written.ToArray();
    }
}
