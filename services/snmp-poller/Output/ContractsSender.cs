using Altimeter.Contracts.V1;
using Altimeter.Hosting;
using Altimeter.Hosting.Lanes;

namespace Altimeter.SnmpPoller.Output;

/// <summary>Sends samples to the pipeline as <see cref="SamplesCollected"/>, one line per lane.</summary>
internal sealed class ContractsSender(SampleCollector collector, ServiceIdentity identity) : ISamplesSender
{
    public int Lines => Lane.Count;

    public int BatchSize => SampleBlock.MaxSamples;

    public int LineOf(Sample sample) => Lane.Of(sample.ResourceId);

    public Task SendAsync(IReadOnlyList<Sample> samples, CancellationToken cancellationToken) =>
        collector.SendAsync(identity.PublisherId, samples, mayBeRepeat: false, cancellationToken);
}
