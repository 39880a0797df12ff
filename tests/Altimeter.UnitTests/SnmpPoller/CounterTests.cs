using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Output;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

/// <summary>Samples carry counters as they are read; rates are computed where they are stored (spec/snmp.md §10).</summary>
public sealed class CounterTests
{
    private const string Interface = "1.3.6.1.2.1.2.2.1";

    [Theory]
    [InlineData(SnmpType.Counter32, 4_294_967_200, 100, 160)]
    [InlineData(SnmpType.Counter64, 10, 5, 9)]
    public async Task Item85To87_CounterThatWrapsOrStartsAnew_LeavesAsItWasRead(SnmpType type, ulong first, ulong second, ulong third)
    {
        using var fixture = Fixture();
        List<string> volumes = [];
        foreach (var value in new[] { first, second, third })
        {
            fixture.Agents.Add("h", ($"{Interface}.10.1", SnmpValue.Unsigned(type, value)));
            var sample = Assert.Single(await fixture.PollAsync());
            Assert.Equal("cumulative", sample.Type);
            volumes.Add(Volume(sample));
        }

        Assert.Equal([$"{first}", $"{second}", $"{third}"], volumes);
    }

    [Fact]
    public async Task Item88_LargestCounter64_LeavesAsThatInteger()
    {
        using var fixture = Fixture();
        fixture.Agents.Add("h", ($"{Interface}.10.1", SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue)));

        var samples = await fixture.PollAsync();

        Assert.Equal("18446744073709551615", Volume(Assert.Single(samples)));
        Assert.Contains("\"counter_volume\": 18446744073709551615,", MeteringMessage.Payload(samples, "").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Item90_InterfaceThatGetsAnotherName_IsAnotherResource()
    {
        using var fixture = Fixture();
        List<string?> resources = [];
        foreach (var name in new[] { "eth0", "eth1" })
        {
            fixture.Agents.Add("h", ($"{Interface}.10.3", SnmpValue.Unsigned(SnmpType.Counter32, 7)), ($"{Interface}.2.3", SnmpValue.OctetString(name)));
            resources.Add(Assert.Single(await fixture.PollAsync()).ResourceId);
        }

        Assert.Equal(["h.eth0", "h.eth1"], resources);
    }

    private static PollerFixture Fixture() => new(new SnmpPollerOptions
    {
        Targets = [new PollTargetOptions { ResourceUrl = "snmp://h" }],
        Meters = ["hardware.network.incoming.bytes"],
        SpreadPhases = false,
    });

    private static string Volume(Sample sample) => Encoding.UTF8.GetString(sample.Volume.Span);
}
