using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using Xunit;

namespace Altimeter.UnitTests.Snmp.Security;

public sealed class UsmMessageTests
{
    private static readonly MasterKeys Keys = new();
    private static readonly Oid SysUpTime = Oid.Parse("1.3.6.1.2.1.1.3.0");

    public static TheoryData<AuthenticationProtocol> Hashes => [.. Enum.GetValues<AuthenticationProtocol>()[1..]];

    [Theory, MemberData(nameof(Hashes))]
    public void Item56_EveryFlippedBit_IsRejected(AuthenticationProtocol authentication)
    {
        using var user = new LocalizedUser(Users.Bob(authentication), Users.EngineId, Keys);
        var message = Message(user);
        Assert.True(IsAuthentic(message, user));
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            message[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(IsAuthentic(message, user), $"bit {bit}");
            message[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(13)]
    [InlineData(0)]
    public void Item57_MacOfAnotherLength_IsRejected(int length)
    {
        using var user = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha1), Users.EngineId, Keys);

        Assert.False(IsAuthentic(Message(user, length), user));
        Assert.True(IsAuthentic(Message(user, 12), user));
    }

    [Theory]
    [InlineData(PrivacyProtocol.Aes128)]
    [InlineData(PrivacyProtocol.Des)]
    public void Item67_Salts_NeverRepeat(PrivacyProtocol privacy)
    {
        using var user = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha1, privacy), Users.EngineId, Keys);
        var seen = new HashSet<ulong>();
        Span<byte> salt = stackalloc byte[8];
        var text = new byte[8];
        for (var i = 0; i < 1_000_000; i++)
        {
            user.Encrypt(text, 1, 1, salt);
            Assert.True(seen.Add(BitConverter.ToUInt64(salt)));
        }
    }

    [Fact]
    public void Item72_NonMinimalLengths_AreVerifiedAsTheyCame()
    {
        using var user = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha1), Users.EngineId, Keys);
        var minimal = Convert.ToHexStringLower(Message(user));
        // The outer, the global and the parameters' SEQUENCE with lengths of three octets.
        var wide = minimal.Replace("300e0201", "3082000e0201", StringComparison.Ordinal).Replace("042d302b", "04820031" + "3084" + "0000002b", StringComparison.Ordinal);
        var octets = Convert.FromHexString("308200" + ((wide.Length / 2) - 2).ToString("x2", null) + wide[4..]);
        Assert.Equal(BerStatus.Ok, UsmMessage.TryDecode(octets, out var unsigned));
        Assert.False(unsigned.IsSignedBy(user));

        var mac = octets.AsSpan().IndexOf(Convert.FromHexString("0403626f62040c")) + 7;
        octets.AsSpan(mac, 12).Clear();
        user.Sign(octets, mac);

        Assert.True(IsAuthentic(octets, user));
        Assert.True(IsAuthentic([.. octets, 0, 0, 0], user));
    }

    [Theory]
    [InlineData(PrivacyProtocol.Aes128)]
    [InlineData(PrivacyProtocol.Aes192Blumenthal)]
    [InlineData(PrivacyProtocol.Aes256Reeder)]
    [InlineData(PrivacyProtocol.Des)]
    [InlineData(PrivacyProtocol.TripleDes)]
    public void Privacy_OfEveryLength_OpensAgain(PrivacyProtocol privacy)
    {
        using var user = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha512, privacy), Users.EngineId, Keys);
        var random = new Random(5);
        Span<byte> salt = stackalloc byte[8];
        for (var length = 0; length <= 4_200; length += user.BlockOctets)
        {
            var text = new byte[length];
            random.NextBytes(text);
            var cipher = (byte[])text.Clone();
            var plain = new byte[length];
            user.Encrypt(cipher, 7, 8, salt);
            Assert.True(user.TryDecrypt(cipher, 7, 8, salt, plain));
            Assert.Equal(text, plain);
            if (length > 8) Assert.NotEqual(text, cipher);
        }
    }

    // The platform's own CFB128 is the reference; it takes whole blocks only.
    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void Aes_IsCfb128(int keyOctets)
    {
        var key = new byte[keyOctets];
        new Random(6).NextBytes(key);
        using var ours = new AesPrivacy(key, 41);
        using var platform = System.Security.Cryptography.Aes.Create();
        platform.Key = key;
        byte salt = 41;
        foreach (var length in (int[])[1, 15, 16, 17, 1_007, 1_008, 1_009, 1_023, 1_024, 1_025, 2_000, 4_096, 200, 16, 1])
        {
            var text = new byte[(length + 15) / 16 * 16];
            new Random(length).NextBytes(text.AsSpan(0, length));
            var expected = platform.EncryptCfb(text, (byte[])[0, 0, 0, 3, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, ++salt], System.Security.Cryptography.PaddingMode.None, 128)[..length];
            var cipher = text[..length];
            var salted = new byte[8];
            var plain = new byte[length];

            ours.Encrypt(cipher, 3, 256, salted);
            ours.Decrypt(cipher, 3, 256, salted, plain);

            Assert.Equal(expected, cipher);
            Assert.Equal(text[..length], plain);
        }
    }

    [Fact]
    public void Item15_MutatedV3Messages_NeverThrowNorAllocateMuch()
    {
        using var user = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128), Users.EngineId, Keys);
        using var other = new LocalizedUser(Users.Bob(AuthenticationProtocol.Sha1, PrivacyProtocol.Des), Users.EngineId, Keys);
        using var plain = new LocalizedUser(Users.Bob(AuthenticationProtocol.None), Users.EngineId, Keys);
        (byte[] Message, LocalizedUser User)[] originals = [(Message(user), user), (Message(other), other), (Message(plain), plain)];
        var random = new Random(7);
        var buffer = new byte[500];
        var worst = 0L;
        for (var i = 0; i < 300_000; i++)
        {
            var (original, keys) = originals[i % originals.Length];
            var mutant = (byte[])original.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--) mutant[random.Next(mutant.Length)] = (byte)random.Next(256);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Open(mutant.AsSpan(0, i % 5 == 0 ? random.Next(mutant.Length) : mutant.Length), keys, buffer);
            worst = Math.Max(worst, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.InRange(worst, 0, 64 << 10);
    }

    private static void Open(ReadOnlySpan<byte> datagram, LocalizedUser user, byte[] buffer)
    {
        if (UsmMessage.TryDecode(datagram, out var message) != BerStatus.Ok) return;
        message.IsSignedBy(user);
        if (message.Open(user, buffer, out var scoped) != BerStatus.Ok) return;
        for (var reader = scoped.Pdu.VarBinds; reader.MoveNext();) _ = reader.Current();
    }

    private static bool IsAuthentic(byte[] octets, LocalizedUser user) =>
        UsmMessage.TryDecode(octets, out var message) == BerStatus.Ok && message.Level == user.Level && message.IsSignedBy(user);

    private static byte[] Message(LocalizedUser user, int macOctets)
    {
        // As a device would that cuts the digest elsewhere.
        var hex = Convert.ToHexStringLower(Message(user));
        var mac = hex.IndexOf("0403626f62040c", StringComparison.Ordinal) + 14;
        var octets = Convert.FromHexString(string.Concat(hex.AsSpan(0, mac - 2), macOctets.ToString("x2", null), new string('0', 2 * macOctets), hex.AsSpan(mac + 24)));
        octets[1] += (byte)(macOctets - 12);
        octets[22] += (byte)(macOctets - 12);
        octets[24] += (byte)(macOctets - 12);
        using var hmac = Digest.Hmac(AuthenticationProtocol.Sha1, KeyDerivation.Localize(AuthenticationProtocol.Sha1, Keys.Get(AuthenticationProtocol.Sha1, new Secret("maplesyrup")), Users.EngineId));
        var digest = new byte[20];
        hmac.Append(octets);
        hmac.Finish(digest);
        digest.AsSpan(0, macOctets).CopyTo(octets.AsSpan(mac / 2));
        return octets;
    }

    private static byte[] Message(LocalizedUser user)
    {
        var writer = new BerWriter(new byte[400]);
        MessageWriter.WritePdu(ref writer, PduType.Get, 2, 0, 0, [SysUpTime]);
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
