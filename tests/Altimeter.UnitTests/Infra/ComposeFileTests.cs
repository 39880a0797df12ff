using System.Reflection;
using Altimeter.Definitions;
using Altimeter.GnocchiWriter;
using Altimeter.Hosting.Configuration;
using Altimeter.OpenStack.Gnocchi;
using Altimeter.Oslo.Transport;
using Altimeter.SnmpPoller;
using Altimeter.SnmpSimulator;
using Altimeter.UnitTests.Architecture;
using Xunit;

namespace Altimeter.UnitTests.Infra;

/// <summary>docker-compose.yml against the code: what it sets exists, what it starts is watched, and it holds no secret.</summary>
public sealed class ComposeFileTests
{
    private static readonly Dictionary<string, Type> Sections = new()
    {
        ["Http"] = typeof(HttpOptions),
        ["RabbitMq"] = typeof(RabbitMqOptions),
        ["Oslo"] = typeof(OsloOptions),
        ["Gnocchi"] = typeof(GnocchiOptions),
        ["GnocchiWriter"] = typeof(GnocchiWriterOptions),
        ["SnmpPoller"] = typeof(SnmpPollerOptions),
        ["SnmpSimulator"] = typeof(SnmpSimulatorOptions),
    };

    private readonly DefinitionNode _services = Load();

    [Fact]
    public void Services_AllHaveAHealthCheck() =>
        Assert.Empty(_services.Entries.Where(service => !service.Value.TryGet("healthcheck", out _)).Select(service => service.Key));

    [Fact]
    public void Environment_OfOurServices_IsKnownToTheCode()
    {
        var unknown = from service in _services.Entries
                      where service.Value.TryGet("environment", out _)
                      from variable in service.Value.TryGet("environment", out var environment) ? environment.Entries : []
                      where variable.Key.Contains("__", StringComparison.Ordinal)
                      let parts = variable.Key.Split("__")
                      where !Sections.TryGetValue(parts[0], out var options) || options.GetProperty(parts[1], BindingFlags.Public | BindingFlags.Instance) is null
                      select $"{service.Key}: {variable.Key}";

        Assert.Empty(unknown);
    }

    [Fact]
    public void Passwords_ComeFromTheEnvironment()
    {
        var text = File.ReadAllText(Path.Combine(SourceTree.Root, "docker-compose.yml"));
        var secrets = text.Split('\n').Where(line => line.Contains("PASSWORD", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal) && !line.TrimStart().StartsWith('#')).ToList();

        Assert.NotEmpty(secrets);
        Assert.All(secrets, line => Assert.Contains("_PASSWORD:?", line, StringComparison.Ordinal));
        Assert.All(File.ReadAllLines(Path.Combine(SourceTree.Root, ".env.example")).Where(line => !line.StartsWith('#')), line => Assert.EndsWith("=", line, StringComparison.Ordinal));
    }

    [Fact]
    public void OurServices_RunWithoutPrivileges() => Assert.All(
        _services.Entries.Where(service => service.Value.TryGet("build", out var build) && build.TryGet("dockerfile", out _)),
        service =>
        {
            Assert.True(service.Value.TryGet("read_only", out var readOnly) && readOnly.IsTrue, service.Key);
            Assert.True(service.Value.TryGet("cap_drop", out _), service.Key);
            Assert.True(service.Value.TryGet("build", out var build) && build.TryGet("dockerfile", out _));
            Assert.True(build.TryGet("dockerfile", out var dockerfile));
            Assert.Contains("USER $APP_UID", File.ReadAllText(Path.Combine(SourceTree.Root, dockerfile.Text)), StringComparison.Ordinal);
        });

    private static DefinitionNode Load()
    {
        var problems = new ProblemList();
        var root = DefinitionFile.Load(Path.Combine(SourceTree.Root, "docker-compose.yml"), problems);
        Assert.Empty(problems.Items);
        Assert.True(root!.TryGet("services", out var services));
        return services;
    }
}
