using Altimeter.Hosting;
using Altimeter.SnmpPoller.Tools;

namespace Altimeter.SnmpPoller;

/// <summary>The poller's command line.</summary>
public static class SnmpPollerCommands
{
    /// <summary>Name, summary, default port, and the verbs <c>poll</c>, <c>get</c>, <c>walk</c>, <c>bulk</c>.</summary>
    public static ServiceDescription Service { get; } =
        new("snmp-poller", "Polls hardware over SNMP and sends samples to the pipeline, or as notifications to a Ceilometer.", 9101)
        {
            Verbs = [PollCommand.Create(), DeviceCommands.Get(), DeviceCommands.Walk(), DeviceCommands.Bulk()],
        };
}
