using System.Text;
using Altimeter.Snmp;
using Altimeter.Snmp.Security;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class KeyTests
{
    private static readonly byte[] EngineId = Convert.FromHexString("000000000000000000000002");

    [Theory]
    [InlineData(AuthenticationProtocol.Md5, "9faf3283884e92834ebc9847d8edd963", "526f5eed9fcce26f8964c2930787d82b")]
    [InlineData(AuthenticationProtocol.Sha1, "9fb5cc0381497b3793528939ff788d5d79145211", "6695febc9288e36282235fc7151f128497b38f3f")]
    [InlineData(AuthenticationProtocol.Sha224, "282a5867ee9aac639ad59df9572c7d3ac0fbc13a905b6df07dbbf00b", "0bd8827c6e29f8065e08e09237f177e410f69b90e1782be682075674")]
    [InlineData(AuthenticationProtocol.Sha256, "ab51014d1e077f6017df2b12bee5f5aa72993177e9bb569c4dff5a4ca0b4afac", "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b")]
    [InlineData(AuthenticationProtocol.Sha384, "e06eccdf2c68a06ed034723c9c26e0db3b669e1e2efed49150b55377a2e98f383c86fb836857444654b287c93f51ff64", "3b298f16164a11184279d5432bf169e2d2a48307de02b3d3f7e2b4f36eb6f0455a53689a3937eea07319a633d2ccba78")]
    [InlineData(AuthenticationProtocol.Sha512, "7e4396de5aadc77be853819b98c9406265b3a9c37cc3176569847a4e4f6fba63dd3a73d04924d31a63f95a601f9385af6be4ed1b37f87d040f7c6ed6f8d38a91", "22a5a36cedfcc085807a128d7bc6c2382167ad6c0dbc5fdff856740f3d84c099ad1ea87a8db096714d9788bd544047c9021e4229ce27e4c0a69250adfcffbb0b")]
    public void Item52_PasswordToKey_IsThatOfTheRfcs(AuthenticationProtocol protocol, string ku, string kul)
    {
        var key = KeyDerivation.FromPassword(protocol, "maplesyrup"u8);

        Assert.Equal(ku, Convert.ToHexStringLower(key));
        Assert.Equal(kul, Convert.ToHexStringLower(KeyDerivation.Localize(protocol, key, EngineId)));
    }

    [Theory]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.Aes256Blumenthal, "526f5eed9fcce26f8964c2930787d82bfa24a92467426c2f4b09192be10dfaec")]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.Aes256Reeder, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes256Blumenthal, "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes256Reeder, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes192Blumenthal, "6695febc9288e36282235fc7151f128497b38f3f505e07eb")]
    [InlineData(AuthenticationProtocol.Sha1, PrivacyProtocol.Aes192Reeder, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78")]
    [InlineData(AuthenticationProtocol.Md5, PrivacyProtocol.TripleDes, "526f5eed9fcce26f8964c2930787d82b79eff44a90650ee0a3a40abfac5acc12")]
    [InlineData(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes256Blumenthal, "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b")]
    [InlineData(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes256Reeder, "8982e0e549e866db361a6b625d84cccc11162d453ee8ce3a6445c2d6776f0f8b")]
    public void Item52_ShortKeys_AreExtendedAsTheDraftsSay(AuthenticationProtocol protocol, PrivacyProtocol privacy, string expected)
    {
        var localized = KeyDerivation.Localize(protocol, KeyDerivation.FromPassword(protocol, "maplesyrup"u8), EngineId);
        var key = KeyDerivation.Extend(protocol, privacy, localized, EngineId);

        Assert.Equal(expected, Convert.ToHexStringLower(key)[..(2 * KeyDerivation.CipherOctets(privacy))]);
    }

    [Theory]
    [InlineData("aes256", PrivacyProtocol.Aes256Reeder, "6695febc9288e36282235fc7151f128497b38f3f9b8b6d78936ba6e7d19dfd9c")]
    [InlineData("aes256b", PrivacyProtocol.Aes256Blumenthal, "6695febc9288e36282235fc7151f128497b38f3f505e07eb9af25568fa1f5dbe")]
    public void Item70_AesNamesOfCeilometer_ChooseTheKeyExtension(string name, PrivacyProtocol privacy, string expected)
    {
        Assert.True(SnmpUri.TryParse($"snmp://bob:maplesyrup@host?auth_proto=sha&priv_proto={name}&priv_password=maplesyrup", out var target, out _));
        var user = Assert.IsType<UserCredentials>(target.Credentials);
        Assert.Equal(privacy, user.Privacy);

        var ku = new MasterKeys().Get(user.Authentication, user.PrivacyPassword!);
        var key = KeyDerivation.Extend(user.Authentication, user.Privacy, KeyDerivation.Localize(user.Authentication, ku, EngineId), EngineId);
        Assert.Equal(expected, Convert.ToHexStringLower(key)[..64]);
    }

    [Fact]
    public void Item69_TenThousandEngines_ExpandEachPasswordOnce()
    {
        var keys = new MasterKeys();
        var user = Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);
        for (var engine = 0; engine < 10_000; engine++)
        {
            using var localized = new LocalizedUser(user, BitConverter.GetBytes(engine), keys);
        }

        Assert.Equal(2, keys.Expansions);
    }

    [Fact]
    public void Item69_SamePasswordForBoth_IsExpandedOnce()
    {
        var keys = new MasterKeys();
        using var localized = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128) with { PrivacyPassword = new Secret("maplesyrup") }, EngineId, keys);

        Assert.Equal(1, keys.Expansions);
    }

    // FIPS 180-4 example messages, and RFC 4231 test cases 1, 2 and 4 for HMAC.
    [Theory]
    [InlineData("", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f")]
    [InlineData("abc", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525")]
    public void Sha224_Hashes_AreThoseOfTheStandard(string text, string expected)
    {
        using var hash = Digest.Hash(AuthenticationProtocol.Sha224);
        var result = new byte[Sha224.Octets];
        for (var round = 0; round < 2; round++)
        {
            foreach (var octet in Encoding.ASCII.GetBytes(text)) hash.Append([octet]);
            hash.Finish(result);
            Assert.Equal(expected, Convert.ToHexStringLower(result));
        }
    }

    [Theory]
    [InlineData("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265", "896fb1128abbdf196832107cd49df33f47b4b1169912ba4f53684b22")]
    [InlineData("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44")]
    [InlineData("0102030405060708090a0b0c0d0e0f10111213141516171819", "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd", "6c11506874013cac6a2abc1bb382627cec6a90d86efc012de7afec5a")]
    public void Sha224_Hmac_IsThatOfRfc4231(string key, string text, string expected)
    {
        using var hmac = Digest.Hmac(AuthenticationProtocol.Sha224, Convert.FromHexString(key));
        var result = new byte[Sha224.Octets];
        for (var round = 0; round < 2; round++)
        {
            hmac.Append(Convert.FromHexString(text));
            hmac.Finish(result);
            Assert.Equal(expected, Convert.ToHexStringLower(result));
        }
    }
}
