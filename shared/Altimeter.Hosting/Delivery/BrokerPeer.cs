using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Altimeter.Hosting.Delivery;

/// <summary>The broker as a peer that may be away.</summary>
internal sealed class BrokerPeer(BrokerAddress address, TimeProvider time, ILogger<Peer> logger)
{
    public Peer Peer { get; } = new("RabbitMQ", address.ToString(), time, logger);
}
