namespace Altimeter.Hosting.Lanes;

/// <summary>The one lane that everything takes in memory.</summary>
internal sealed class SingleLane : ILaneOwnership
{
    public event Action? Changed
    {
        add { }
        remove { }
    }

    public bool IsOwned(LaneSet lanes, int lane) => lane == 0;

    public bool TryClaim(LaneSet lanes, int lane) => lane == 0;

    public void Release(LaneSet lanes, int lane)
    {
    }

    public bool IsCurrent(LaneSet lanes) => true;

    public ValueTask WaitUntilCurrentAsync(LaneSet lanes, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
