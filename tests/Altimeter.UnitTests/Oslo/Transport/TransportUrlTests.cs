using Altimeter.Oslo.Transport;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Transport;

public sealed class TransportUrlTests
{
    [Fact]
    public void Item13_SeveralHosts()
    {
        var url = Parse("rabbit://u:p%40x@h1,u:p@h2:5673/v");

        Assert.Equal([new TransportHost("h1", 5672, "u", "p@x"), new TransportHost("h2", 5673, "u", "p")], url.Hosts);
        Assert.Equal("v", url.VirtualHost);
    }

    [Theory]
    [InlineData("rabbit://h", "/")]
    [InlineData("rabbit://h/", "/")]
    [InlineData("rabbit://h//", "/")]
    [InlineData("rabbit://h/foo", "foo")]
    [InlineData("rabbit://h/a%2Fb", "a/b")]
    public void Item14_VirtualHost(string text, string expected) => Assert.Equal(expected, Parse(text).VirtualHost);

    [Fact]
    public void Item15_Options()
    {
        Assert.True(Parse("rabbit://h/?amqp_durable_queues=true").GetBoolean("amqp_durable_queues", false));
        Assert.Contains("nonsense", Refused("rabbit://h/?nonsense=1"), StringComparison.Ordinal);
        Assert.Contains("rabbit_qos_prefetch_count", Refused("rabbit://h/?rabbit_qos_prefetch_count=x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Item8_QuorumAndMirrored_IsAnError() =>
        Assert.Contains("rabbit_ha_queues", Refused("rabbit://h/?rabbit_quorum_queue=true&rabbit_ha_queues=true"), StringComparison.Ordinal);

    [Theory]
    [InlineData("rabbit://", "localhost:5672")]
    [InlineData("rabbit://,,h,", "h:5672")]
    [InlineData("rabbit://[::1]:5673/", "[::1]:5673")]
    [InlineData("rabbit://h?ssl=true", "h:5672")]
    [InlineData("amqps://h", "h:5671")]
    [InlineData("kombu://u@h", "h:5672")]
    public void TryParse_Host_IsFound(string text, string expected) => Assert.Equal(expected, Assert.Single(Parse(text).Hosts).ToString());

    [Fact]
    public void TryParse_CredentialsEndAtTheLastAt()
    {
        var host = Assert.Single(Parse("rabbit://a:b@c@h").Hosts);

        Assert.Equal(("a", "b@c", "h"), (host.UserName, host.Password, host.Name));
    }

    [Fact]
    public void TryParse_NoCredentials_IsGuest() => Assert.Equal(("guest", "guest"), (Parse("rabbit://h").Hosts[0].UserName, Parse("rabbit://h").Hosts[0].Password));

    [Fact]
    public void TryParse_RepeatedOption_IsJoined() =>
        Assert.Equal("a,b", Parse("rabbit://h/?kombu_compression=a&kombu_compression=b").Options["kombu_compression"]);

    [Theory]
    [InlineData("h:5672")]
    [InlineData("kafka://h")]
    [InlineData("rabbit://h:x")]
    [InlineData("rabbit://h:0")]
    [InlineData("rabbit://h:65536")]
    [InlineData("rabbit://[::1")]
    public void TryParse_Wrong_SaysWhy(string text) => Assert.NotEmpty(Refused(text));

    [Theory]
    [InlineData("rabbit://u:secret@h:5672/v?ssl=false")]
    [InlineData("rabbit://u:secret/x@h")]
    [InlineData("rabbit://u:secret@h:x")]
    [InlineData("rabbit://u:secret@[::1")]
    public void Text_NeverHoldsThePassword(string text)
    {
        var shown = TransportUrl.TryParse(text, out var url, out var error) ? url.ToString() : error;

        Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
    }

    private static TransportUrl Parse(string text)
    {
        Assert.True(TransportUrl.TryParse(text, out var url, out var error), error);
        return url;
    }

    private static string Refused(string text)
    {
        Assert.False(TransportUrl.TryParse(text, out _, out var error));
        return error;
    }
}
