using Altimeter.Benchmarks.Load;
using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Security;
using BenchmarkDotNet.Attributes;

namespace Altimeter.Benchmarks.Codec;

/// <summary>v3 without sockets, keys known: a GET of 10 OIDs written, encrypted and signed; its answer verified, decrypted and read with all values.</summary>
[MemoryDiagnoser]
public class UsmBenchmarks
{
    private const int Count = 10;

    private static readonly byte[] EngineId = [0x80, 0x00, 0x1f, 0x88, 4, 1, 2, 3, 4, 5, 6, 7, 8];

    private readonly byte[] _buffer = new byte[2_048];
    private readonly byte[] _plain = new byte[2_048];
    private readonly VarBind[] _varBinds = new VarBind[Count];
    private Oid[] _oids = [];
    private VarBind[] _names = [];
    private byte[] _response = [];
    private LocalizedUser _user = null!;

    public enum Protocols
    {
        Sha1Aes128,
        Sha256Aes128,
        Sha512Aes256,
    }

    [ParamsAllValues]
    public Protocols User { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var (authentication, privacy) = User switch
        {
            Protocols.Sha1Aes128 => (AuthenticationProtocol.Sha1, PrivacyProtocol.Aes128),
            Protocols.Sha256Aes128 => (AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128),
            _ => (AuthenticationProtocol.Sha512, PrivacyProtocol.Aes256Blumenthal),
        };
        var credentials = new UserCredentials("operator")
        {
            Authentication = authentication,
            AuthenticationPassword = new Secret("benchmark-only"),
            Privacy = privacy,
            PrivacyPassword = new Secret("benchmark-too"),
        };
        _user = new LocalizedUser(credentials, EngineId, new MasterKeys());
        var view = Device.View();
        _oids = [.. Device.Oids(Count)];
        _names = [.. _oids.Select(oid => new VarBind(oid, SnmpValue.Null))];
        _response = Write(PduType.Response, [.. _oids.Select(oid => new VarBind(oid, view.Get(oid)))]).ToArray();
    }

    [GlobalCleanup]
    public void Cleanup() => _user.Dispose();

    [Benchmark]
    public int WriteEncryptSign() => Write(PduType.Get, _names).Length;

    [Benchmark]
    public int VerifyDecryptRead()
    {
        if (UsmMessage.TryDecode(_response, out var message) != BerStatus.Ok || !message.IsSignedBy(_user) || message.Open(_user, _plain, out var scoped) != BerStatus.Ok)
            throw new InvalidOperationException("the response does not open");
        var count = 0;
        for (var reader = scoped.Pdu.VarBinds; reader.MoveNext(); count++) _varBinds[count] = reader.Current(_oids[count]);
        return count;
    }

    private ReadOnlySpan<byte> Write(PduType type, VarBind[] varBinds)
    {
        var writer = new BerWriter(_buffer);
        MessageWriter.WritePdu(ref writer, new PduHeader { Version = SnmpVersion.V3, Type = type, RequestId = 0x12345678, Community = default }, varBinds);
        var header = new UsmHeader
        {
            MessageId = 0x12345678,
            Level = SecurityLevel.AuthPriv,
            IsReportable = type == PduType.Get,
            EngineId = EngineId,
            Boots = 3,
            Time = 123_456,
            UserName = "operator"u8,
            ContextEngineId = EngineId,
        };
        UsmWriter.Seal(ref writer, header, _user);
        return writer.Written;
    }
}
