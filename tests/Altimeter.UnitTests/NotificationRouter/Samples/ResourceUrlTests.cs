using System.Text;
using Altimeter.NotificationRouter.Samples;
using Altimeter.Oslo.Envelope;
using Xunit;

namespace Altimeter.UnitTests.NotificationRouter.Samples;

public sealed class ResourceUrlTests
{
    [Theory]
    [InlineData("snmp://192.0.2.1", "snmp://192.0.2.1")]
    [InlineData("snmp://public@192.0.2.1:1161", "snmp://192.0.2.1:1161")]
    [InlineData("snmp://u:p@switch-1.example:161/path", "snmp://switch-1.example:161/path")]
    [InlineData("snmp://u:a%40b@switch-1.example", "snmp://switch-1.example")]
    [InlineData("snmp://u:a@b@switch-1.example", "snmp://switch-1.example")]
    [InlineData("snmp://u:p@h?auth_proto=sha&priv_password=secret", "snmp://h")]
    [InlineData("snmp://u:p@h?priv_password=se@cret", "snmp://h")]
    [InlineData("snmp://h?priv_password=secret", "snmp://h")]
    [InlineData("snmp://h#secret", "snmp://h")]
    [InlineData("snmp://u:secret@[2001:db8::1]:161", "snmp://[2001:db8::1]:161")]
    [InlineData("snmp://[2001:db8::1]", "snmp://[2001:db8::1]")]
    [InlineData("secret@h:161", "h:161")]
    [InlineData("r1", "r1")]
    [InlineData("", "")]
    public void Strip_Address_LosesUserInfoAndQuery(string url, string expected) => Assert.Equal(expected, ResourceUrl.Strip(url));

    [Theory]
    [InlineData("snmp://u:se?cret@h")]
    [InlineData("snmp://u:se#cret@h")]
    [InlineData("snmp://secret?x@h")]
    [InlineData("snmp://u:42?secret@h")]
    [InlineData("snmp://secret:42?x@h")]
    [InlineData("snmp://u:se/cret@h")]
    [InlineData("u:secret://x@h")]
    public void Strip_SecretWithSeparators_LeavesNothingOfIt(string url)
    {
        var stripped = ResourceUrl.Strip(url);

        foreach (var part in (string[])["se?", "secret", "cret", "42", "u:"]) Assert.DoesNotContain(part, stripped, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"resource_url": "snmp://public@h", "speed": 1.0}""", """{"resource_url": "snmp://h", "speed": 1.0}""")]
    [InlineData("""{"a":1e5 ,"resource_url" : "snmp://u:p@h?x=y" }""", """{"a":1e5 ,"resource_url" : "snmp://h" }""")]
    [InlineData("""{"resource\u005furl": "snmp://public@h"}""", """{"resource\u005furl": "snmp://h"}""")]
    [InlineData("""{"resource_url": "snmp:\/\/public@h"}""", """{"resource_url": "snmp://h"}""")]
    [InlineData("""{"resource_url": "a@h", "resource_url": "b@h"}""", """{"resource_url": "h", "resource_url": "h"}""")]
    [InlineData("""{"resource_url": null, "x": "a@b"}""", """{"resource_url": null, "x": "a@b"}""")]
    [InlineData("""{"resource_url": "snmp://h",  "big": 18446744073709551616}""", """{"resource_url": "snmp://h",  "big": 18446744073709551616}""")]
    [InlineData("{}", "{}")]
    public void WithoutSecrets_EveryOtherByteStays(string metadata, string expected)
    {
        Assert.True(RawJson.TryParse(Encoding.UTF8.GetBytes(metadata), out var json, out var reason), reason);

        Assert.Equal(expected, Encoding.UTF8.GetString(ResourceUrl.WithoutSecrets(json).Span));
    }
}
