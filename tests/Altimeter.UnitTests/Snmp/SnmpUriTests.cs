using System.Text;
using Altimeter.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class SnmpUriTests
{
    [Theory]
    [InlineData("snmp://10.0.0.1", "snmp://10.0.0.1:161", "public")]
    [InlineData("snmp://private@10.0.0.1", "snmp://10.0.0.1:161", "private")]
    [InlineData("snmp://[2001:DB8::1]:1161", "snmp://[2001:db8::1]:1161", "public")]
    [InlineData("snmp://h?version=2c&community=c%40", "snmp://h:161", "c@")]
    public void Item33_CommunityUrls_AreRead(string url, string shown, string community)
    {
        Assert.True(SnmpUri.TryParse(url, out var target, out var error), error);
        Assert.Equal(shown, target.ToString());
        Assert.Equal(new Community(community), target.Credentials);
        Assert.Equal(SnmpVersion.V2c, target.Version);
    }

    [Theory]
    [InlineData("snmp://u:p@ss:w@h", "u", "p@ss:w", "h", 161)]
    [InlineData("snmp://u:p%40ss@h", "u", "p%40ss", "h", 161)]
    [InlineData("snmp://a:b@Foo:1161?auth_proto=sha", "a", "b", "foo", 1161)]
    public void Item33_UserUrls_AreRead(string url, string user, string password, string host, int port)
    {
        var target = Parse(url);

        Assert.Equal((host, port, SnmpVersion.V3), (target.Host, target.Port, target.Version));
        Assert.Equal(user, User(target).UserName);
        Assert.Equal(new Secret(password), User(target).AuthenticationPassword);
    }

    [Fact]
    public void Item33_QueryIsFormDecoded() => Assert.Equal(new Secret("a b"), User(Parse("snmp://u:a@h?priv_password=x&priv_password=a+b")).PrivacyPassword);

    [Theory]
    [InlineData("snmp://u:p/w@h")]
    [InlineData("snmp://u:pw@fd00::1")]
    [InlineData("snmp://h:0")]
    [InlineData("snmp://h:65536")]
    [InlineData("snmp://")]
    [InlineData("snmp://[::1")]
    [InlineData("http://h")]
    [InlineData("snmp://h?version=4")]
    [InlineData("snmp://u:pw@h?version=2c")]
    [InlineData("snmp://h?timeout=x")]
    [InlineData("snmp://h?retries=-1")]
    public void Item33_WrongUrls_AreRefusedWithoutSecrets(string url)
    {
        Assert.False(SnmpUri.TryParse(url, out var target, out var error));
        Assert.Null(target);
        Assert.NotEmpty(error);
        Assert.DoesNotContain("pw", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Item34_NoUser_IsPublic() => Assert.Equal(Community.Public, Parse("snmp://10.0.0.1").Credentials);

    [Fact]
    public void Item35_User_IsTheCommunity() => Assert.Equal(new Community("ro"), Parse("snmp://ro@10.0.0.1").Credentials);

    [Theory]
    [InlineData("snmp://u:p@h", AuthenticationProtocol.Md5, PrivacyProtocol.None)]
    [InlineData("snmp://u:p@h?auth_proto=sha&priv_proto=aes256&priv_password=q", AuthenticationProtocol.Sha1, PrivacyProtocol.Aes256Reeder)]
    [InlineData("snmp://u:p@h?priv_password=q", AuthenticationProtocol.Md5, PrivacyProtocol.Des)]
    [InlineData("snmp://u@h?auth_proto=md5", AuthenticationProtocol.None, PrivacyProtocol.None)]
    [InlineData("snmp://u:p@h?priv_proto=aes128", AuthenticationProtocol.Md5, PrivacyProtocol.None)]
    [InlineData("snmp://u:p@h?auth_proto=sha512&priv_proto=aes256b&priv_password=q", AuthenticationProtocol.Sha512, PrivacyProtocol.Aes256Blumenthal)]
    public void Item36To40_SecuritySelection(string url, AuthenticationProtocol authentication, PrivacyProtocol privacy)
    {
        var target = Parse(url);

        Assert.Equal(SnmpVersion.V3, target.Version);
        Assert.Equal((authentication, privacy), (User(target).Authentication, User(target).Privacy));
    }

    [Fact]
    public void Item39_PrivacyWithoutPassword_IsRefused()
    {
        Assert.False(SnmpUri.TryParse("snmp://u@h?priv_password=q", out _, out var error));
        Assert.Contains("privacy implies authentication", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Item41_UnknownProtocol_CountsAsAbsentWithAWarning_Differs()
    {
        Assert.True(SnmpUri.TryParse("snmp://u:password@h?auth_proto=SHA", out var target, out _, out var warnings));
        Assert.Equal(AuthenticationProtocol.Md5, User(target).Authentication);
        Assert.Contains("auth_proto 'SHA' is unknown", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Item71_ShortPassword_IsWarnedOfUnlessAllowed()
    {
        Assert.True(SnmpUri.TryParse("snmp://u:Zq9!abc@h", out var target, out _, out var warnings));
        Assert.Contains("fewer than 8 octets", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.DoesNotContain("Zq9", warnings[0], StringComparison.Ordinal);
        Assert.False(User(target).AllowsShortPasswords);

        Assert.True(SnmpUri.TryParse("snmp://u:Zq9!abc@h?allow_short_passwords=1", out target, out _, out warnings));
        Assert.Empty(warnings);
        Assert.True(User(target).AllowsShortPasswords);
    }

    [Fact]
    public void Limits_InTheQuery_AreTaken()
    {
        var target = Parse("snmp://h?timeout=0.5&retries=4&max_repetitions=7&version=1");

        Assert.Equal((TimeSpan.FromSeconds(0.5), 4, 7, SnmpVersion.V1), (target.Timeout, target.Retries, target.MaxRepetitions, target.Version));
    }

    [Fact]
    public void Quirks_InTheQuery_AreTaken()
    {
        var target = Parse("snmp://h?max_in_flight=8&short_request_ids=1&accept_other_source=1&tolerate_unordered_walk=1&discard_walk_over_restart=1");

        var expected = new SnmpTarget("h")
        {
            MaxInFlight = 8,
            HasShortRequestIds = true,
            AcceptsOtherSource = true,
            ToleratesUnorderedWalk = true,
            DiscardsWalkOverRestart = true,
        };
        Assert.Equal(expected, target);
        Assert.Equal(new SnmpTarget("h"), Parse("snmp://h?max_in_flight=1&short_request_ids=0&accept_other_source=0&tolerate_unordered_walk=0&discard_walk_over_restart=0"));
    }

    [Theory]
    [InlineData("timeout=301", "timeout is no number of seconds from 0.01 to 300")]
    [InlineData("retries=21", "retries is no number from 0 to 20")]
    [InlineData("max_repetitions=0", "max_repetitions is no number from 1 to 1000")]
    [InlineData("max_in_flight=0", "max_in_flight is no number from 1 to 1000")]
    [InlineData("max_in_flight=1001", "max_in_flight is no number from 1 to 1000")]
    [InlineData("short_request_ids=yes", "short_request_ids is neither 1 nor 0")]
    [InlineData("accept_other_source=true", "accept_other_source is neither 1 nor 0")]
    [InlineData("tolerate_unordered_walk=2", "tolerate_unordered_walk is neither 1 nor 0")]
    [InlineData("discard_walk_over_restart=on", "discard_walk_over_restart is neither 1 nor 0")]
    public void WrongValue_IsRefusedWithWhatWasExpected(string query, string expected)
    {
        Assert.False(SnmpUri.TryParse($"snmp://h?{query}", out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("Retries=1")]
    [InlineData("max_repetition=5")]
    public void UnknownKey_IsIgnoredWithAWarningThatNamesTheKnown(string query)
    {
        Assert.True(SnmpUri.TryParse($"snmp://h?{query}", out var target, out _, out var warnings));
        Assert.Equal(new SnmpTarget("h"), target);
        Assert.Contains("unknown and ignored; known are timeout, retries, max_repetitions", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void UnknownKey_ThatMayBePartOfAPassword_IsNotRepeated()
    {
        Assert.True(SnmpUri.TryParse("snmp://u:password@h?priv_password=password&Zq9secret=x", out _, out _, out var warnings));
        Assert.DoesNotContain("Zq9", Assert.Single(warnings), StringComparison.Ordinal);
        Assert.Contains("known are timeout, retries", warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Item93_EverySecretOfATarget_IsStarsAsText()
    {
        var target = Parse("snmp://user9:Zq9!secret1@h?priv_password=Zq9!secret2");
        var text = new StringBuilder().Append(target).Append(target.Credentials).Append(User(target).PrivacyPassword)
            .Append(new Community("Zq9!secret1")).Append(new Secret("Zq9!secret2")).ToString();

        Assert.Equal("snmp://h:161*********" + "***", text);
    }

    private static SnmpTarget Parse(string url)
    {
        Assert.True(SnmpUri.TryParse(url, out var target, out var error), error);
        return target;
    }

    private static UserCredentials User(SnmpTarget target) => Assert.IsType<UserCredentials>(target.Credentials);
}
