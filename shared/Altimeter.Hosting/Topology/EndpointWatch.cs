using Altimeter.Hosting.Delivery;
using MassTransit;

namespace Altimeter.Hosting.Topology;

/// <summary>Sees the bus lose and regain the broker, so that it is said once, not once per endpoint and attempt.</summary>
internal sealed class EndpointWatch(BrokerPeer broker) : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready)
    {
        broker.Peer.Back();
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        broker.Peer.Away(faulted.Exception is { } exception ? TransientFaults.Describe(exception) : "connection lost");
        return Task.CompletedTask;
    }
}
