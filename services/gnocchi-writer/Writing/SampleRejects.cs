using Altimeter.Contracts.V1;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Lanes;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Sets single samples of one lane aside, and tells it in one log line per reason.</summary>
public sealed class SampleRejects(int lane, IDeadLetters deadLetters, WriterStatus status, ILogger<SampleRejects> logger)
{
    private readonly Dictionary<string, (int Count, string Meter, string Text)> _untold = [];

    /// <inheritdoc cref="SetAsideAsync(Sample, PublisherTarget, Rejection, CancellationToken)"/>
    public Task SetAsideAsync(MappedSample sample, Rejection rejection, CancellationToken cancellationToken) =>
        SetAsideAsync(sample.Sample, sample.Target, rejection, cancellationToken);

    /// <summary>Sets a sample aside and counts it; returns when that is confirmed.</summary>
    public async Task SetAsideAsync(Sample sample, PublisherTarget target, Rejection rejection, CancellationToken cancellationToken)
    {
        await deadLetters.SetAsideAsync(
            new DeadLetter
            {
                Kind = "sample",
                Reason = rejection.Reason,
                Text = rejection.Text,
                Body = SampleJson.ToBytes(sample),
                Options = target.Options,
                SourceQueue = LaneSet.WriterSamples.QueueOf(lane),
            },
            cancellationToken);
        status.AddSetAside(rejection.Reason);
        _untold[rejection.Reason] = (_untold.GetValueOrDefault(rejection.Reason).Count + 1, sample.Name, rejection.Text);
    }

    /// <summary>Logs what was set aside since the last report.</summary>
    public void Report()
    {
        foreach (var (reason, (count, meter, text)) in _untold) logger.SamplesSetAside(count, meter, reason, text);
        _untold.Clear();
    }
}
