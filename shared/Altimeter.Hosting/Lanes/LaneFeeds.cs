using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace Altimeter.Hosting.Lanes;

/// <summary>The channels of one lane endpoint, each with its feed. A filter of the channel's pipe, so that a channel is known before its first delivery.</summary>
internal sealed class LaneFeeds : IFilter<ChannelContext>
{
    // One at a time: channels of one connection that are closed side by side have cost the connection (541).
    private static readonly SemaphoreSlim Closing = new(1);

    private readonly ConditionalWeakTable<IChannel, LaneFeed> _feeds = [];
    private IChannel? _newest;
    private volatile bool _isClosing;

    /// <summary>Whether the newest channel is open.</summary>
    public bool HasOpen => _newest is { IsOpen: true };

    public void Probe(ProbeContext context) => context.CreateFilterScope("lane");

    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        Of(context.Channel);
        if (_isClosing)
        {
            // Stopped while it was still connecting: a consumer that nobody knows of would keep the lane for ever.
            await context.Channel.CloseAsync();
            throw new OperationCanceledException("the lane is given up");
        }

        await next.Send(context);
    }

    /// <summary>The feed of a channel.</summary>
    public LaneFeed Of(IChannel channel) => _feeds.GetValue(channel, NewFeed);

    /// <summary>Closes the newest channel at the broker, which returns everything in order and starts the next consumer in one step.</summary>
    /// <remarks>Never preceded by basic.cancel: that starts the next consumer while this one still holds earlier messages.</remarks>
    /// <returns>Whether it is closed; false when the limit has passed.</returns>
    public async Task<bool> CloseAsync(TimeSpan limit)
    {
        _isClosing = true;
        if (_newest is not { } channel) return true;
        await Closing.WaitAsync();
        try
        {
            if (channel.IsOpen) await channel.CloseAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception)
        {
            // The transport disposes of it while we close it, and we hear of that: it is closed all the same.
        }
        finally
        {
            Closing.Release();
            Of(channel).Close();
        }

        return true;
    }

    private LaneFeed NewFeed(IChannel channel)
    {
        var feed = new LaneFeed();
        _newest = channel;
        channel.ChannelShutdownAsync += (_, _) =>
        {
            feed.Close();
            return Task.CompletedTask;
        };
        if (channel.IsClosed) feed.Close();
        return feed;
    }
}
