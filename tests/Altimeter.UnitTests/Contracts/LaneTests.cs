using Altimeter.Contracts.V1;
using Xunit;

namespace Altimeter.UnitTests.Contracts;

public sealed class LaneTests
{
    [Fact]
    public void Of_SpellingsOfOneResource_GiveOneLane()
    {
        Assert.Equal(Lane.Of("a/b"), Lane.Of("a_b"));
        Assert.Equal(Lane.Of("11111111222233334444555555555555"), Lane.Of("urn:uuid:11111111-2222-3333-4444-555555555555"));
    }
}
