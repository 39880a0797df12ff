using Altimeter.Definitions;
using Altimeter.Hosting;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Looks at the operator's <c>gnocchi_resources.yaml</c> before the start.</summary>
internal sealed class ResourceDefinitionsCheck(ResourceDefinitionsSource source) : IStartupCheck
{
    public IEnumerable<Problem> Check()
    {
        var problems = new ProblemList();
        source.Read(ResourceDefinitionsSource.DefaultName, problems);
        return problems.Items;
    }
}
