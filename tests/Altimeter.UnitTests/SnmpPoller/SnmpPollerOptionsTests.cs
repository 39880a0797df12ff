using Altimeter.SnmpPoller;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

public sealed class SnmpPollerOptionsTests
{
    private static SnmpPollerOptions Bind(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build().Get<SnmpPollerOptions>() ?? new();

    [Fact]
    public void Bind_Targets_TakesUrlsAndObjects()
    {
        var options = Bind(("Targets:0", "snmp://a"), ("Targets:1:ResourceId", "b"), ("Targets:1:ResourceUrl", "snmp://10.0.0.1"), ("Meters:0", "hardware.cpu.*"));

        Assert.Equal([(null, "snmp://a"), ("b", "snmp://10.0.0.1")], options.Targets.Select(target => (target.ResourceId, target.ResourceUrl!)));
        Assert.Equal(["hardware.cpu.*"], options.Meters);
        Assert.True(new SnmpPollerOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void Validate_WrongValues_NamesEachKeyAndNoSecret()
    {
        var options = Bind(
            ("Interval", "60"), ("BatchSize", "-1"), ("BufferSamples", "1"), ("Meters:0", "a"), ("Meters:1", "!b"), ("Targets:0", "snmp://u:geheim@fd00::1"), ("Targets:1:ResourceId", "x"));

        var failures = new SnmpPollerOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(6, failures.Count);
        Assert.Contains(failures, failure => failure.StartsWith("SnmpPoller:Interval is 60.00:00:00", StringComparison.Ordinal));
        Assert.Contains(failures, failure => failure.StartsWith("SnmpPoller:Targets:1", StringComparison.Ordinal));
        Assert.DoesNotContain(failures, failure => failure.Contains("geheim", StringComparison.Ordinal));
    }
}
