using Altimeter.Snmp;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class OidTests
{
    [Theory]
    [InlineData("1.3.6.1", "1.3.6.1")]
    [InlineData(".1.3", "1.3")]
    [InlineData("0", "0")]
    public void TryParse_Oid_IsReadAndWritten(string text, string expected)
    {
        Assert.True(Oid.TryParse(text, out var oid));
        Assert.Equal(expected, oid.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1..3")]
    [InlineData("1.3.")]
    [InlineData("1.-3")]
    [InlineData("1. 3")]
    [InlineData("1.4294967296")]
    [InlineData("sysUpTime")]
    public void TryParse_AnythingElse_IsRefused(string text)
    {
        Assert.False(Oid.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Oid.Parse(text));
    }

    [Fact]
    public void TryParse_129SubIdentifiers_IsRefused() => Assert.False(Oid.TryParse(string.Join('.', Enumerable.Repeat("1", 129)), out _));

    [Fact]
    public void IsChildOf_ComparesNumbersNotText()
    {
        Assert.True(Oid.Parse("1.2.1.5").IsChildOf(Oid.Parse("1.2.1")));
        Assert.False(Oid.Parse("1.2.10").IsChildOf(Oid.Parse("1.2.1")));
        Assert.False(Oid.Parse("1.2.1").IsChildOf(Oid.Parse("1.2.1")));
    }

    [Fact]
    public void CompareTo_OrdersByNumber()
    {
        Assert.True(Oid.Parse("1.9") < Oid.Parse("1.10"));
        Assert.True(Oid.Parse("1.9") < Oid.Parse("1.9.0"));
        Assert.True(Oid.Parse("1.4294967295") > Oid.Parse("1.2147483647"));
        Assert.Equal(Oid.Parse("1.9"), Oid.Parse("1").Append(9));
        Assert.Equal(Oid.Parse("1.9").GetHashCode(), Oid.Parse("1").Append(9).GetHashCode());
        Assert.Equal(Oid.Parse("9.7"), Oid.Parse("1.9.7").Skip(1));
    }
}
