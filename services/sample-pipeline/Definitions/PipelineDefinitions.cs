using Altimeter.Definitions;
using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.Options;

namespace Altimeter.SamplePipeline.Definitions;

/// <summary>The pipelines in force. Read once, at the start.</summary>
public sealed class PipelineDefinitions
{
    /// <summary>Reads <c>pipeline.yaml</c>.</summary>
    public PipelineDefinitions(IOptions<CeilometerOptions> ceilometer)
    {
        var problems = new ProblemList();
        Pipelines = PipelineFile.Load(ceilometer.Value.ConfigurationDirectory, problems);
        Problems = [.. problems.Items.OrderBy(problem => problem.Line)];
    }

    /// <summary>Pipelines in the order of the file.</summary>
    public IReadOnlyList<Pipeline> Pipelines { get; }

    /// <summary>What is wrong in the file, by line.</summary>
    public IReadOnlyList<Problem> Problems { get; }
}
