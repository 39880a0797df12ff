using System.Diagnostics.Metrics;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Topology;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Altimeter.Hosting.Membership;

/// <summary>Carries the heartbeats of one membership: sends and hears them on a channel of its own on the sending connection, and reconnects.</summary>
internal sealed class HeartbeatLink(
    Membership membership, SendingConnection connection, BrokerPeer broker, TimeProvider time, Counter<long> unreadable, ILogger<HeartbeatLink> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ConnectAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private IChannel? _channel;
    private long? _lastTry;
    private bool _isReported;

    /// <summary>Runs until the token is cancelled, and says good-bye.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                await BeatAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // told to stop
        }

        membership.Leave(); // with nothing claimed any more
        await BeatAsync(CancellationToken.None);
        await CloseAsync();
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            if (_channel is not { IsOpen: true }) await ConnectAsync(deadline.Token);
            if (membership.Tick() is not { } heartbeat || _channel is null || membership.IsBlocked) return;
            var properties = new BasicProperties { ContentType = "application/json" };
            await _channel.BasicPublishAsync(RabbitTopology.Heartbeats, membership.Service, mandatory: false, properties, heartbeat.ToBytes(), deadline.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            broker.Peer.Away(TransientFaults.Describe(e));
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (_lastTry is { } tried && time.GetElapsedTime(tried) < ConnectAgainAfter) return;
        _lastTry = time.GetTimestamp();
        await CloseAsync();
        membership.IsBlocked = false;
        var (opened, channel) = await connection.OpenAsync(cancellationToken);
        try
        {
            var queue = await RabbitTopology.DeclareHeartbeatsAsync(channel, membership.Service, membership.Replica, cancellationToken);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += (_, delivery) =>
            {
                Receive(delivery.Body.Span);
                return Task.CompletedTask;
            };
            opened.ConnectionBlockedAsync += (_, _) => Block(true);
            opened.ConnectionUnblockedAsync += (_, _) => Block(false);
            await channel.BasicConsumeAsync(queue, autoAck: true, consumer, cancellationToken);
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }

        _channel = channel;
        broker.Peer.Back();
        membership.SendSoon();
    }

    private Task Block(bool isBlocked)
    {
        membership.IsBlocked = isBlocked;
        if (!isBlocked) membership.SendSoon();
        return Task.CompletedTask;
    }

    private void Receive(ReadOnlySpan<byte> body)
    {
        if (Heartbeat.TryParse(body, out var heartbeat, out var problem))
        {
            membership.Receive(heartbeat);
            return;
        }

        unreadable.Add(1);
        if (_isReported) return;
        _isReported = true;
        logger.HeartbeatUnreadable(membership.Service, problem);
    }

    private async Task CloseAsync()
    {
        if (_channel is not { } channel) return;
        _channel = null;
        try
        {
            await channel.CloseAsync().WaitAsync(Deadline);
            await channel.DisposeAsync();
        }
        catch (Exception e) when (TransientFaults.Is(e) || e is ObjectDisposedException)
        {
            // it is gone with its connection
        }
    }
}
