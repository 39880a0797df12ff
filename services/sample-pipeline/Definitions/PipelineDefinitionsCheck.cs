using Altimeter.Definitions;
using Altimeter.Hosting;

namespace Altimeter.SamplePipeline.Definitions;

/// <summary>Lists what is wrong in <c>pipeline.yaml</c>.</summary>
internal sealed class PipelineDefinitionsCheck(PipelineDefinitions definitions) : IStartupCheck
{
    public IEnumerable<Problem> Check() => definitions.Problems;
}
