using System.Globalization;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting.DeadLetters;
using Altimeter.SnmpPoller.Polling;
using Altimeter.Standalone.Embedded;
using Altimeter.Standalone.Terminal;

namespace Altimeter.Standalone.Running;

/// <summary>Puts together what the terminal shows from what the services tell.</summary>
internal sealed class ViewSource(PollerStatus poller, WriterStatus writer, IDeadLetters deadLetters, EmbeddedServers embedded, EmbeddedPlan plan, TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Samples that have come to an end: stored, set aside or dropped.</summary>
    public long Settled => writer.Stored + deadLetters.Count + writer.Dropped;

    /// <summary>Devices that are polled.</summary>
    public int DeviceCount => poller.Devices.Count;

    /// <summary>Takes the view now.</summary>
    /// <param name="mostValues">Most rows of values.</param>
    /// <param name="isAtRest">Whether everything has come to rest, so that what is missing is lost.</param>
    public StandaloneView Take(int mostValues, bool isAtRest)
    {
        var devices = poller.Devices;
        var totals = new Totals(
            devices.Count, poller.Samples, writer.Stored, deadLetters.Count, writer.Dropped, isAtRest ? Math.Max(0, poller.Samples - Settled) : 0, time.GetElapsedTime(_started));
        return new StandaloneView(
            [.. devices.Select(device => new DeviceRow(device.Name, device.Address, StateOf(device.State), device.LastPoll, device.LastSamples, device.LastError))],
            [.. Values(mostValues)],
            totals,
            plan.Where);
    }

    private static string StateOf(DevicePollState state) => state.ToString().ToLower(CultureInfo.InvariantCulture);

    // One value of every resource in turn, so that each device is seen even when only a few rows fit.
    private IEnumerable<ValueRow> Values(int most) => embedded.Store is not { } store
        ? []
        : store.Latest().GroupBy(value => value.Resource).SelectMany(group => group.Index()).OrderBy(entry => entry.Index).Take(most)
            .Select(entry => entry.Item).OrderBy(value => value.Resource, StringComparer.Ordinal).ThenBy(value => value.Meter, StringComparer.Ordinal)
            .Select(value => new ValueRow(value.Resource, value.Meter, value.Value, value.Unit ?? ""));
}
