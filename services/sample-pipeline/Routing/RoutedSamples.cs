using Altimeter.Contracts.V1;
using Altimeter.SamplePipeline.Definitions;

namespace Altimeter.SamplePipeline.Routing;

/// <summary>What one publisher of one pipeline gets of a message.</summary>
/// <param name="Publisher">The publisher.</param>
/// <param name="Samples">Its samples in the order of the message, at least one.</param>
/// <param name="IsWhole">Whether these are all samples of the message, so that its block can go on untouched.</param>
internal sealed record RoutedSamples(PublisherUri Publisher, IReadOnlyList<Sample> Samples, bool IsWhole);
