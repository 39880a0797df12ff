namespace Altimeter.Hosting.Lanes;

/// <summary>The one lane that everything takes in memory.</summary>
internal sealed class SingleLane : ILaneOwnership
{
    private static readonly int[] First = [0];

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public IReadOnlyList<int> Owned(LaneSet lanes) => First;
}
