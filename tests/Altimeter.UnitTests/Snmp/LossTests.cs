using Altimeter.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class LossTests
{
    private static readonly Oid[] Names = [.. Enumerable.Range(1, 3).Select(i => new Oid(1, 3, 6, 1, 4, (uint)i, 0))];

    [Fact]
    public async Task Item79_OneInTwentyLost_MissesAtMostOneRequestInAThousand()
    {
        const int Requests = 20_000;
        var network = new SimulatedNetwork(Names.Select(name => new VarBind(name, SnmpValue.Integer(7))));
        var chance = new Random(79); // one request at a time: the same run every time
        network.Answer = (_, good) => chance.Next(20) == 0 ? [] : [good];
        await using var client = network.Client();
        var target = new SnmpTarget("192.0.2.1") { Retries = 2 };
        var complete = 0;
        for (var i = 0; i < Requests; i++)
        {
            try
            {
                if ((await client.GetAsync(target, Names, CancellationToken.None)).VarBinds.All(v => v.Value.IsPresent)) complete++;
            }
            catch (SnmpTimeoutException)
            {
                // Lost three times.
            }
        }

        Assert.InRange(complete, Requests * 999 / 1_000, Requests);
        Assert.InRange(client.Statistics.Retries, Requests / 25, Requests / 15);
        Assert.Equal(Requests - complete, client.Statistics.Timeouts);
    }
}
