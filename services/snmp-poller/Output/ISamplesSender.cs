using Altimeter.Contracts.V1;

namespace Altimeter.SnmpPoller.Output;

/// <summary>One way to send samples.</summary>
internal interface ISamplesSender
{
    /// <summary>Lines that are sent independently, each in order.</summary>
    int Lines { get; }

    /// <summary>Most samples in one send.</summary>
    int BatchSize { get; }

    /// <summary>The line of a sample, 0 to <see cref="Lines"/> − 1.</summary>
    int LineOf(Sample sample);

    /// <summary>Sends samples of one line; returns when they are confirmed, however long the broker is away.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    Task SendAsync(IReadOnlyList<Sample> samples, CancellationToken cancellationToken);
}
