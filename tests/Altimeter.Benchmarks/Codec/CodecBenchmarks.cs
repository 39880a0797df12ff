using Altimeter.Benchmarks.Load;
using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using BenchmarkDotNet.Attributes;

namespace Altimeter.Benchmarks.Codec;

/// <summary>The codec without sockets: a GET written, a response read with all its values.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly byte[] _buffer = new byte[MessageWriter.MaxDatagram];
    private Oid[] _oids = [];
    private byte[] _response = [];
    private VarBind[] _varBinds = [];

    [Params(10, 50)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _oids = [.. Device.Oids(Count)];
        _varBinds = new VarBind[Count];
        var view = Device.View();
        _response = MessageWriter.WriteResponse(_buffer, Header(PduType.Response), [.. _oids.Select(oid => new VarBind(oid, view.Get(oid)))]).ToArray();
    }

    [Benchmark]
    public int EncodeGet() => MessageWriter.WriteRequest(_buffer, Header(PduType.Get), _oids).Length;

    [Benchmark]
    public int DecodeResponse()
    {
        if (SnmpMessage.TryDecode(_response, out var message) != BerStatus.Ok) throw new InvalidOperationException("the response does not decode");
        var count = 0;
        for (var reader = message.VarBinds; reader.MoveNext(); count++) _varBinds[count] = reader.Current(_oids[count]);
        return count;
    }

    private static PduHeader Header(PduType type) => new() { Version = SnmpVersion.V2c, Community = "public"u8, Type = type, RequestId = 0x12345678 };
}
