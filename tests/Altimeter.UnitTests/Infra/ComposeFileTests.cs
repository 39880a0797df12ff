using System.Text.RegularExpressions;
using Xunit;

namespace Altimeter.UnitTests.Infra;

/// <summary>What docker-compose.yml promises of every service.</summary>
public sealed partial class ComposeFileTests
{
    private const string Completed = "service_completed_successfully";
    private const string Healthy = "service_healthy";

    public static TheoryData<string> Services => [.. ComposeFile.Services.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Healthcheck_IsThereUnlessItsEndIsAwaited(string service)
    {
        var healthcheck = Assert.IsType<Dictionary<object, object>>(ComposeFile.Services[service].GetValueOrDefault("healthcheck"));
        if (healthcheck.ContainsKey("test")) return;

        Assert.Equal("true", healthcheck.GetValueOrDefault("disable"));
        Assert.Equal("no", ComposeFile.Services[service]["restart"]);
        Assert.Contains(ComposeFile.Services.Values.SelectMany(DependenciesOf), dependency => dependency == (service, Completed));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_DependsOn_WaitsForHealthOrEnd(string service)
    {
        Assert.All(DependenciesOf(ComposeFile.Services[service]), dependency =>
        {
            Assert.Contains(dependency.Service, ComposeFile.Services.Keys);
            Assert.Contains(dependency.Condition, (string[])[Healthy, Completed]);
        });
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Rights_AreAsFewAsPossible(string service)
    {
        var keys = ComposeFile.Services[service];

        Assert.Equal("true", keys["read_only"]);
        Assert.Equal(["ALL"], Texts(keys, "cap_drop"));
        Assert.Equal(["no-new-privileges:true"], Texts(keys, "security_opt"));
        Assert.Equal("30s", keys["stop_grace_period"]);
        Assert.DoesNotContain("privileged", keys.Keys);
        Assert.DoesNotContain("cap_add", keys.Keys);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Ports_AreOnLoopback(string service) =>
        Assert.All(Texts(ComposeFile.Services[service], "ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Service_Secrets_AreRequiredVariables(string service)
    {
        foreach (var (key, value) in ComposeFile.RawEnvironmentOf(service))
        {
            if (SecretName().IsMatch(key)) Assert.True(RequiredVariable().IsMatch(value), $"{service}: {key} is no required variable; ${{NAME:?…}} is expected");
            Assert.False(LiteralUserInfo().IsMatch(value), $"{service}: the address in {key} has a literal secret; ${{NAME:?…}} is expected");
        }
    }

    [Fact]
    public void Variables_InTheFile_AreRequiredAndInTheExample()
    {
        Assert.Equal(ComposeFile.VariablesOf(ComposeFile.Text).Distinct().Order(), ComposeFile.Example.Keys.Order());
        Assert.All(ComposeFile.Example, entry => Assert.Equal("change-me", entry.Value));
        Assert.Equal(ComposeFile.Text.Count(c => c == '$'), RequiredVariables().Count(ComposeFile.Text));
    }

    [Fact]
    public void Brokers_ServiceUsers_AreTheirOwnOnVirtualHostAltimeter() => Assert.All(
        (string[])["snmp-poller", "notification-router", "sample-pipeline", "gnocchi-writer"],
        service => Assert.Matches($@"^amqp://{service}:[^@]+@rabbitmq:5672/altimeter$", ComposeFile.RawEnvironmentOf(service)["RabbitMq__Url"]));

    private static IEnumerable<(string Service, string Condition)> DependenciesOf(Dictionary<object, object> service) =>
        service.TryGetValue("depends_on", out var value)
            ? ((Dictionary<object, object>)value).Select(entry => ((string)entry.Key, (string)((Dictionary<object, object>)entry.Value)["condition"]))
            : [];

    private static IEnumerable<string> Texts(Dictionary<object, object> service, string key) =>
        service.TryGetValue(key, out var value) ? ((List<object>)value).Cast<string>() : [];

    [GeneratedRegex("pass|secret|community|token|_key", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^\$\{[A-Z_]+:\?[^}]+\}$")]
    private static partial Regex RequiredVariable();

    [GeneratedRegex(@"\$\{[A-Z_]+:\?[^}]+\}")]
    private static partial Regex RequiredVariables();

    // user:password@ where the last part before @ is not a variable.
    [GeneratedRegex(@"://[^/]*[^}/]@")]
    private static partial Regex LiteralUserInfo();
}
