using Altimeter.Definitions;

namespace Altimeter.SamplePipeline.Definitions;

/// <summary>A source joined with one of its sinks.</summary>
/// <param name="Name"><c>source:sink</c>, or one of them when both are equal.</param>
/// <param name="Filter">Which meters the source takes.</param>
/// <param name="Publishers">Publishers of the sink that can be used, in the order of the file; empty: what the source takes is thrown away.</param>
public sealed record Pipeline(string Name, NameFilter Filter, IReadOnlyList<PublisherUri> Publishers);
