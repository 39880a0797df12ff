using Altimeter.Definitions;
using Altimeter.Hosting;

namespace Altimeter.SnmpPoller.Definitions;

/// <summary>Lists what is wrong in <c>polling.yaml</c> and <c>snmp.yaml</c>.</summary>
internal sealed class PollerDefinitionsCheck(PollerDefinitions definitions) : IStartupCheck
{
    /// <inheritdoc/>
    public IEnumerable<Problem> Check() => definitions.Problems;
}
