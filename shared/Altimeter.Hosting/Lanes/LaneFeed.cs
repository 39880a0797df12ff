namespace Altimeter.Hosting.Lanes;

/// <summary>What delivers into a lane: one channel of the broker, or the in-memory transport. Work on its deliveries ends when it closes.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no handle; it lives as long as a channel.")]
internal sealed class LaneFeed
{
    private readonly CancellationTokenSource _closed = new();

    /// <summary>A feed that never delivered anything.</summary>
    public static LaneFeed None { get; } = new();

    /// <summary>Cancelled when the feed closes: what it delivered can no longer be acknowledged.</summary>
    public CancellationToken Closed => _closed.Token;

    public bool IsClosed => _closed.IsCancellationRequested;

    public void Close() => _closed.Cancel();
}
