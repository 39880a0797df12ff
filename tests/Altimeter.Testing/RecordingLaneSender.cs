using Altimeter.Hosting.Lanes;

namespace Altimeter.Testing;

/// <summary>A lane sender without a broker: keeps what was sent, in order.</summary>
public sealed class RecordingLaneSender : ILaneSender
{
    private readonly List<Sending> _sent = [];

    /// <summary>What was sent so far.</summary>
    public IReadOnlyList<Sending> Sent
    {
        get
        {
            lock (_sent) return [.. _sent];
        }
    }

    /// <summary>Completed by the test before a send returns; null: at once.</summary>
    public Task? Confirm { get; set; }

    /// <summary>Decides whether a send fails, and how; null: none does. What fails is not kept.</summary>
    public Func<object, Exception?>? Fault { get; set; }

    /// <inheritdoc/>
    public async Task SendAsync<T>(LaneSet lanes, int lane, T message, Guid messageId, CancellationToken cancellationToken)
        where T : class
    {
        if (Fault?.Invoke(message) is { } fault) throw fault;
        lock (_sent) _sent.Add(new Sending(lanes, lane, message, messageId));
        if (Confirm is { } confirm) await confirm.WaitAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>One send.</summary>
    public sealed record Sending(LaneSet Lanes, int Lane, object Message, Guid MessageId);
}
