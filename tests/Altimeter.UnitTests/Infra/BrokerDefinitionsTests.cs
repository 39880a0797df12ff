using System.Text.RegularExpressions;
using Altimeter.Testing.Launchers;
using Xunit;

namespace Altimeter.UnitTests.Infra;

/// <summary>One file says who may do what on the broker and how large queues grow: for compose and for the tests.</summary>
public sealed class BrokerDefinitionsTests
{
    private const string Folder = "infra/rabbitmq";
    private const long MiB = 1024 * 1024;

    private static readonly BrokerDefinitions Definitions = BrokerDefinitions.Load(Repository.PathOf(BrokerDefinitions.FilePath));

    [Fact]
    public void Compose_AppliesTheFileThatTheTestsUse()
    {
        var service = ComposeFile.Services["rabbitmq-definitions"];
        var dockerfile = File.ReadAllText(Repository.PathOf($"{Folder}/Dockerfile"));

        Assert.Equal(Folder, service["build"]);
        Assert.Equal(["/etc/altimeter/apply.sh"], ((List<object>)service["entrypoint"]).Cast<string>());
        Assert.Matches(@"COPY .*apply\.sh /etc/altimeter/", dockerfile);
        Assert.Matches(@"COPY .*definitions\.json /etc/altimeter/", dockerfile);
        Assert.Equal(Repository.PathOf($"{Folder}/definitions.json"), Repository.PathOf(BrokerDefinitions.FilePath));
        Assert.Contains("$here/definitions.json", File.ReadAllText(Repository.PathOf($"{Folder}/apply.sh")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sample-pipeline-samples-0", 512 * MiB)]
    [InlineData("gnocchi-writer-samples-7", 512 * MiB)]
    [InlineData("sample-pipeline-events", 1024 * MiB)]
    [InlineData("gnocchi-writer-events", 1024 * MiB)]
    [InlineData("publisher-https-0123456789ab", 1024 * MiB)]
    [InlineData("snmp-poller-dead-letters", 1024 * MiB)]
    [InlineData("notification-router-dead-letters", 1024 * MiB)]
    [InlineData("sample-pipeline-dead-letters", 1024 * MiB)]
    [InlineData("gnocchi-writer-dead-letters", 1024 * MiB)]
    [InlineData("standalone-dead-letters", 1024 * MiB)]
    public void Policy_OfOurQueue_IsOneWithItsSize(string queue, long bytes)
    {
        var policy = Assert.Single(Definitions.Items("policies"), policy => Regex.IsMatch(queue, (string)policy["pattern"]!));

        Assert.Equal(bytes, (long)policy["definition"]!["max-length-bytes"]!);
    }

    [Theory]
    [InlineData("notifications.info")]
    [InlineData("notifications.sample")]
    [InlineData("versioned_notifications.error")]
    [InlineData("altimeter.notifications.info")]
    [InlineData("conductor")]
    [InlineData("a-publisher-https-0123456789ab")]
    [InlineData("sample-pipeline-samples-0.more")]
    [InlineData("gnocchi-writer-heartbeat-a-0123abcd")]
    public void Policy_OfAnyOtherQueue_IsNone(string queue) => Assert.DoesNotContain(Definitions.Items("policies"), policy => Regex.IsMatch(queue, (string)policy["pattern"]!));

    [Fact]
    public void Policies_AreAnchoredOfPriority10AndOnOurVirtualHost() => Assert.All(Definitions.Items("policies"), policy =>
    {
        var pattern = (string)policy["pattern"]!;
        Assert.True(pattern.StartsWith('^') && pattern.EndsWith('$'), pattern);
        Assert.Equal(10, (int)policy["priority"]!);
        Assert.Equal("queues", (string)policy["apply-to"]!);
        Assert.Equal(BrokerDefinitions.ContractsHost, (string)policy["vhost"]!);
        Assert.Equal(["max-length-bytes"], policy["definition"]!.AsObject().Select(member => member.Key)); // overflow belongs to the declaration
    });

    [Fact]
    public void Users_HaveLimits() => Assert.All(Definitions.Items("users"), user => Assert.True((int)user["limits"]!["max-connections"]! > 0, (string)user["name"]!));
}
