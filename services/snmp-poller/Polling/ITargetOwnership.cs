namespace Altimeter.SnmpPoller.Polling;

/// <summary>Decides which devices this replica polls; asked at every tick.</summary>
/// <remarks>An interface because tests decide it.</remarks>
public interface ITargetOwnership
{
    /// <summary>Tells whether a device is polled here.</summary>
    /// <param name="resourceId">Resource id of the device.</param>
    bool Owns(string resourceId);
}
