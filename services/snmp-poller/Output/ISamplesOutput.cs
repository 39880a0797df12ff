using Altimeter.Contracts.V1;

namespace Altimeter.SnmpPoller.Output;

/// <summary>Where polled samples go. Taking them never blocks polling.</summary>
public interface ISamplesOutput
{
    /// <summary>Samples taken that are not yet confirmed.</summary>
    long Waiting { get; }

    /// <summary>Takes samples, oldest first. When the buffer is full, its oldest samples are dropped and counted.</summary>
    void Add(IReadOnlyList<Sample> samples);

    /// <summary>Waits until everything taken so far is confirmed, set aside or dropped.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    Task FlushAsync(CancellationToken cancellationToken);
}
