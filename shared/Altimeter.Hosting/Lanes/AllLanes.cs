using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>Every lane, always: one replica of each service.</summary>
internal sealed class AllLanes : ILaneOwnership
{
    private static readonly int[] Every = [.. Enumerable.Range(0, Lane.Count)];

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<int> Owned(LaneSet lanes) => Every;
}
