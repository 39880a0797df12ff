using Altimeter.SnmpPoller.Definitions;
using Microsoft.Extensions.Options;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>The devices of all sources, each once per interval: sources of one interval that name the same device are polled together.</summary>
internal sealed class PollEntries : IDisposable
{
    /// <summary>Builds the entries.</summary>
    public PollEntries(PollerDefinitions definitions, IOptions<SnmpPollerOptions> options)
    {
        var devices = new OrderedDictionary<string, DeviceState>(StringComparer.Ordinal);
        var plans = new Dictionary<string, DevicePlan>(StringComparer.Ordinal);
        List<PollEntry> entries = [];
        var visits =
            from source in definitions.Sources
            from resource in source.Resources
            group (source, resource) by (source.Interval, resource.Key);
        foreach (var visit in visits)
        {
            var meters = definitions.Meters.Where(meter => visit.Any(one => one.source.Meters.Matches(meter.Name))).ToList();
            if (meters.Count == 0) continue;
            var selection = string.Join('\n', meters.Select(meter => meter.Name));
            if (!plans.TryGetValue(selection, out var plan)) plans.Add(selection, plan = new DevicePlan(meters));
            var resource = visit.First().resource;
            if (!devices.TryGetValue(resource.Key, out var device)) devices.Add(resource.Key, device = new DeviceState(resource));
            var interval = visit.Key.Interval;
            entries.Add(new PollEntry(resource, interval, options.Value.SpreadPhases ? PollPhase.Of(resource.Id, interval) : TimeSpan.Zero, plan, device));
        }

        Entries = entries;
        Devices = [.. devices.Values];
    }

    /// <summary>What is polled, in the order of the sources.</summary>
    public IReadOnlyList<PollEntry> Entries { get; }

    /// <summary>Distinct devices, in the order of the sources.</summary>
    public IReadOnlyList<DeviceState> Devices { get; }

    public void Dispose()
    {
        foreach (var device in Devices) device.Dispose();
    }
}
