using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class GnocchiOptionsTests
{
    public static TheoryData<GnocchiOptions, string> Wrong => new()
    {
        { new GnocchiOptions { Endpoint = "localhost:8041" }, "Gnocchi:Endpoint" },
        { new GnocchiOptions { Endpoint = "" }, "Gnocchi:Endpoint" },
        { new GnocchiOptions { Endpoint = "ftp://h" }, "Gnocchi:Endpoint" },
        { new GnocchiOptions { Endpoint = "http://h/?x=1" }, "Gnocchi:Endpoint" },
        { new GnocchiOptions { Auth = new() { Type = "keystone" } }, "Gnocchi:Auth:Type" },
        { new GnocchiOptions { Auth = new() { Type = "magic" } }, "Gnocchi:Auth:Type" },
        { new GnocchiOptions { Auth = new() { User = "a:b" } }, "Gnocchi:Auth:User" },
        { new GnocchiOptions { Timeout = TimeSpan.Zero }, "Gnocchi:Timeout" },
        { new GnocchiOptions { UnmappedMeters = (UnmappedMeters)7 }, "Gnocchi:UnmappedMeters" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_WrongValue_NamesTheKey(GnocchiOptions options, string key)
    {
        var result = new GnocchiOptionsValidator().Validate(null, options);

        Assert.StartsWith(key, Assert.Single(result.Failures!));
    }

    [Fact]
    public void Validate_UserInfoInTheEndpoint_IsRefusedWithoutShowingIt()
    {
        var result = new GnocchiOptionsValidator().Validate(null, new GnocchiOptions { Endpoint = "http://user:geheim@h" });

        Assert.DoesNotContain("geheim", Assert.Single(result.Failures!));
    }

    [Theory]
    [InlineData("http://localhost:8041")]
    [InlineData("https://h/metric/")]
    public void Validate_Defaults_AreFine(string endpoint) =>
        Assert.True(new GnocchiOptionsValidator().Validate(null, new GnocchiOptions { Endpoint = endpoint }).Succeeded);
}
