using Altimeter.Hosting.Delivery;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Gnocchi as a <see cref="Peer"/>.</summary>
public static class GnocchiPeer
{
    /// <summary>Service key of its <see cref="Peer"/>.</summary>
    public const string Key = "gnocchi";
}
