using System.Net;
using System.Net.Sockets;
using Altimeter.Snmp;
using Altimeter.Snmp.Agent;
using Altimeter.Snmp.Transport;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SharedSocketTests : IDisposable
{
    private static readonly Oid Name = Oid.Parse("1.3.6.1.2.1.1.3.0");

    private readonly Socket _agents = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly HashSet<int> _askedFrom = [];
    private readonly Thread _responder;

    public SharedSocketTests()
    {
        _agents.Bind(new IPEndPoint(IPAddress.Any, 0));
        _responder = new Thread(Respond) { IsBackground = true };
        _responder.Start();
    }

    public void Dispose()
    {
        _agents.Dispose();
        _responder.Join();
    }

    [Fact]
    public async Task Item73_FiveThousandDevices_AreAskedThroughOneSocketPerFamily()
    {
        List<AddressFamily> opened = [];
        var options = new SnmpClientOptions { MaxInFlight = 100 };
        var port = ((IPEndPoint)_agents.LocalEndPoint!).Port;
        await using (var client = new SnmpClient(new UdpTransport(TimeProvider.System, options, Open), options))
        {
            // The answers of 127.x.y.z leave from 127.0.0.1.
            var devices = Enumerable.Range(0, 5_000).Select(i => new SnmpTarget($"127.1.{i / 250}.{(i % 250) + 1}") { Port = port, AcceptsOtherSource = true, Timeout = TimeSpan.FromSeconds(10) });

            var answers = await Task.WhenAll(devices.Select(device => client.GetAsync(device, [Name], CancellationToken.None).AsTask()));

            Assert.All(answers, answer => Assert.Equal(SnmpValue.Integer(7), answer.VarBinds[0].Value));
            Assert.Equal(5_000, client.Devices.Count);
        }

        Dispose();
        Assert.Single(_askedFrom);
        Assert.Equal([AddressFamily.InterNetwork], opened);

        IDatagramSocket Open(AddressFamily family)
        {
            opened.Add(family);
            return UdpSocket.Open(family);
        }
    }

    private void Respond()
    {
        var agent = new SnmpResponder(new TableMibView([KeyValuePair.Create(Name, () => SnmpValue.Integer(7))]), new Secret("public"));
        var (request, buffer) = (new byte[2_000], new byte[2_000]);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var length = _agents.ReceiveFrom(request, ref from);
                _askedFrom.Add(((IPEndPoint)from).Port);
                _agents.SendTo(agent.Respond(request.AsSpan(0, length), buffer), SocketFlags.None, from);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
