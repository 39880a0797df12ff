using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.CompilerServices;
using Altimeter.Snmp;
using Altimeter.Snmp.Ber;
using Altimeter.Snmp.Pdu;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

/// <summary>Measures the whole process, so that nothing else may run.</summary>
[CollectionDefinition(nameof(GetAllocationTests), DisableParallelization = true)]
[Collection(nameof(GetAllocationTests))]
public sealed class GetAllocationTests : IDisposable
{
    private const int Requests = 5_000;

    private static readonly Oid[] Names = [.. Enumerable.Range(1, 10).Select(i => new Oid(1, 3, 6, 1, 2, 1, 2, 2, 1, 10, (uint)i))];
    private static readonly VarBind[] Values = [.. Names.Select(oid => new VarBind(oid, SnmpValue.Unsigned(SnmpType.Counter32, 4_000_000_000)))];

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _responder;

    public GetAllocationTests()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _responder = new Thread(Respond) { IsBackground = true };
        _responder.Start();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _responder.Join();
    }

    [Fact]
    public async Task Item84_Get_AllocatesLittleBesideItsResult()
    {
        await using var client = new SnmpClient();
        var target = new SnmpTarget("127.0.0.1") { Port = ((IPEndPoint)_socket.LocalEndPoint!).Port, Timeout = TimeSpan.FromSeconds(10) };
        await GetAsync(client, target);
        var least = double.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await GetAsync(client, target);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Requests);
        }

        var response = (3 * sizeof(long)) + (2 * sizeof(int)) + (2 * IntPtr.Size) + (Names.Length * Unsafe.SizeOf<VarBind>());
        // Without optimisation the state of an async method is an object.
        var state = typeof(SnmpClient).GetMethod(nameof(SnmpClient.GetAsync))!.GetCustomAttribute<AsyncStateMachineAttribute>()!.StateMachineType;
        Assert.InRange(least - response, 0, state.IsValueType ? 200 : 900);
    }

    private static async Task GetAsync(SnmpClient client, SnmpTarget target)
    {
        for (var i = 0; i < Requests; i++)
        {
            var response = await client.GetAsync(target, Names, CancellationToken.None);
            if (response.VarBinds[9].Value != Values[9].Value) Assert.Fail("no value came");
        }
    }

    private void Respond()
    {
        var from = new SocketAddress(AddressFamily.InterNetwork);
        var request = new byte[2_000];
        var answer = new byte[2_000];
        try
        {
            while (true)
            {
                var length = _socket.ReceiveFrom(request, SocketFlags.None, from);
                if (SnmpMessage.TryDecode(request.AsSpan(0, length), out var message) != BerStatus.Ok) continue;
                var header = new PduHeader { Version = message.Header.Version, Community = message.Header.Community, Type = PduType.Response, RequestId = message.Header.RequestId };
                _socket.SendTo(MessageWriter.WriteResponse(answer, header, Values), SocketFlags.None, from);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
