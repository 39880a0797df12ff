using Altimeter.Hosting;

namespace Altimeter.SnmpPoller;

/// <summary>The poller's command line.</summary>
public static class SnmpPollerCommands
{
    /// <summary>Name, summary, default port, and the verb <c>poll</c>.</summary>
    public static ServiceDescription Service { get; } =
        new("snmp-poller", "Polls hardware over SNMP and sends samples to the pipeline, or as notifications to a Ceilometer.", 9101)
        {
            Verbs = [PollCommand.Create()],
        };
}
