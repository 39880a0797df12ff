using Altimeter.SnmpPoller.Tools;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller.Tools;

public sealed class ObjectNamesTests
{
    [Theory]
    [InlineData("IF-MIB::ifDescr.1", "1.3.6.1.2.1.2.2.1.2.1")]
    [InlineData("ifDescr", "1.3.6.1.2.1.2.2.1.2")]
    [InlineData(".1.3.6.1", "1.3.6.1")]
    [InlineData("iso.3.6", "1.3.6")]
    [InlineData("mib-2.1", "1.3.6.1.2.1.1")]
    [InlineData("system", "1.3.6.1.2.1.1")]
    [InlineData("sysUpTime.0", "1.3.6.1.2.1.1.3.0")]
    public void TryParse_NumbersAndNames_GivesOid(string text, string expected)
    {
        Assert.True(ObjectNames.BuiltIn.TryParse(text, out var oid, out var error), error);
        Assert.Equal(expected, oid.ToString());
    }

    [Theory]
    [InlineData("ifdescr", "did you mean 'ifDescr'?")]
    [InlineData("IP-MIB::ifDescr", "not built in")]
    [InlineData("ifDescr.x", "numbers joined by dots are expected after 'ifDescr'")]
    [InlineData("iso", "2 to 128 numbers")]
    [InlineData("9.9", "begins with")]
    [InlineData("", "not built in")]
    public void TryParse_WrongText_SaysWhatIsExpected(string text, string expected)
    {
        Assert.False(ObjectNames.BuiltIn.TryParse(text, out _, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }
}
