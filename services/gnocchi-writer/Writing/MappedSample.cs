using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Definitions;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>A sample that is fit for Gnocchi: its value and time are acceptable and it has a place.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="Arrival">Its message.</param>
/// <param name="Target">Where its publisher sends.</param>
/// <param name="Definition">Entry that maps its meter.</param>
/// <param name="ResourceId">Resource id as sent to Gnocchi: <c>_</c> instead of <c>/</c>.</param>
/// <param name="ArchivePolicy">Policy that the metric gets if it has to be created.</param>
/// <param name="Time">Its timestamp, nanoseconds since 1970.</param>
public sealed record MappedSample(
    Sample Sample, Arrival Arrival, PublisherTarget Target, ResourceDefinition Definition, string ResourceId, string ArchivePolicy, long Time);
