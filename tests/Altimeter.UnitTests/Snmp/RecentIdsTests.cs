using Altimeter.Snmp.Transport;
using Xunit;

namespace Altimeter.UnitTests.Snmp;

public sealed class RecentIdsTests
{
    private readonly RecentIds _ids = new(16);

    [Fact]
    public void Contains_OnlyWhatWasAdded()
    {
        _ids.Add(int.MaxValue);
        _ids.Add(5);

        Assert.True(_ids.Contains(int.MaxValue) && _ids.Contains(5));
        Assert.False(_ids.Contains(0) || _ids.Contains(1) || _ids.Contains(5 + 16));
    }

    [Fact]
    public void Add_TakesThePlaceOfOneIdAtMost()
    {
        for (var id = 1; id <= 16; id++) _ids.Add(id);

        _ids.Add(3 + 32);

        Assert.Equal([3], Enumerable.Range(1, 16).Where(id => !_ids.Contains(id)));
        Assert.True(_ids.Contains(3 + 32));
    }
}
