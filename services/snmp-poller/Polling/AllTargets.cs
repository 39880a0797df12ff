namespace Altimeter.SnmpPoller.Polling;

/// <summary>Every device is polled here.</summary>
internal sealed class AllTargets : ITargetOwnership
{
    public bool Owns(string resourceId) => true;
}
