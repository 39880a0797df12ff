namespace Altimeter.Hosting.Lanes;

/// <summary>Decides which lanes this process works on.</summary>
/// <remarks>Two implementations: the one lane in memory, and claims among live replicas.</remarks>
internal interface ILaneOwnership
{
    /// <summary>Raised, on any thread, when the answers may be different.</summary>
    event Action? Changed;

    /// <summary>Whether this process is to hold the lane: give it up when not.</summary>
    bool IsOwned(LaneSet lanes, int lane);

    /// <summary>Claims a lane, to open it; false while another replica holds it.</summary>
    bool TryClaim(LaneSet lanes, int lane);

    /// <summary>Un-lists a lane, after it is closed.</summary>
    void Release(LaneSet lanes, int lane);

    /// <summary>Whether the broker is known to be there.</summary>
    bool IsCurrent(LaneSet lanes);

    /// <summary>Waits until a new batch of the lanes may be begun.</summary>
    ValueTask WaitUntilCurrentAsync(LaneSet lanes, CancellationToken cancellationToken);
}
