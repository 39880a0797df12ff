namespace Altimeter.Hosting.Lanes;

/// <summary>Decides which lanes this process works on.</summary>
/// <remarks>Two implementations: all lanes (one replica, in memory), and claims among live replicas.</remarks>
public interface ILaneOwnership
{
    /// <summary>Lanes to hold now, in ascending order.</summary>
    IReadOnlyList<int> Owned(LaneSet lanes);

    /// <summary>Raised when <see cref="Owned"/> may answer differently.</summary>
    event Action? Changed;
}
