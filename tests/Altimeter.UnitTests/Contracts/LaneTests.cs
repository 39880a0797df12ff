using Altimeter.Contracts.V1;
using Xunit;

namespace Altimeter.UnitTests.Contracts;

public sealed class LaneTests
{
    [Theory]
    [InlineData(null, 5)]
    [InlineData("", 5)]
    [InlineData("10.0.0.5", 1)]
    [InlineData("30.90.2.27", 2)]
    [InlineData("switch-1.eth0", 2)]
    [InlineData("é", 1)]
    [InlineData("11111111-2222-3333-4444-555555555555", 5)]
    public void Of_GoldenValues_NeverChange(string? resourceId, int lane) => Assert.Equal(lane, Lane.Of(resourceId));

    [Theory]
    [InlineData("a/b", "a_b")]
    [InlineData("11111111222233334444555555555555", "urn:uuid:11111111-2222-3333-4444-555555555555")]
    [InlineData("ABCDEF00222233334444555555555555", "{abcdef00-2222-3333-4444-555555555555}")]
    public void Of_SpellingsOfOneResource_GiveOneLane(string one, string other) => Assert.Equal(Lane.Of(one), Lane.Of(other));

    [Fact]
    public void Of_ManyResources_SpreadsEvenly()
    {
        var counts = Enumerable.Range(0, 8000).CountBy(i => Lane.Of($"host-{i}.example")).ToDictionary();

        Assert.Equal(Lane.Count, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 800, 1200));
    }
}
