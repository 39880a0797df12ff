using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Polling;

/// <summary>Asks a device for everything in a plan: one GET, then one table after another.</summary>
/// <remarks>Many agents answer one request at a time, so there is never more than one under way to a device. The first time-out ends the visit: a dead device costs one.</remarks>
internal sealed class DeviceReader(ISnmpClient client)
{
    /// <summary>Reads what the device gives. Failures are in the result; only a cancellation throws.</summary>
    public async Task<DeviceReading> ReadAsync(SnmpTarget target, DevicePlan plan, CancellationToken cancellationToken)
    {
        var reading = new DeviceReading();
        if (plan.Instances.Count > 0) await TryAsync(reading, "GET", () => GetAsync(reading, target, plan.Instances, cancellationToken));
        foreach (var columns in plan.Tables)
        {
            if (reading.BrokenOff is not null) break;
            await TryAsync(reading, $"table of {columns[0]}", () => WalkAsync(reading, target, columns, cancellationToken));
        }

        return reading;
    }

    private static async Task TryAsync(DeviceReading reading, string what, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (SnmpProtocolException e)
        {
            reading.HasAnswered = true;
            reading.Failures[what] = e.Message;
        }
        catch (SnmpException e)
        {
            reading.BrokenOff = e.Message; // no answer, no address, or not spoken: the rest would fare the same
        }
    }

    private async Task GetAsync(DeviceReading reading, SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancellationToken)
    {
        var response = await client.GetAsync(target, oids, cancellationToken);
        reading.HasAnswered = true;
        foreach (var (oid, value) in response.VarBinds)
        {
            reading.Add(oid, value);
            if (value.Type is SnmpType.Refused or SnmpType.Malformed) reading.Failures[oid.ToString()] = $"{target}: {value.Cause} at {oid}";
        }
    }

    private async Task WalkAsync(DeviceReading reading, SnmpTarget target, IReadOnlyList<Oid> columns, CancellationToken cancellationToken)
    {
        await foreach (var row in client.WalkAsync(target, columns, cancellationToken))
        {
            reading.HasAnswered = true;
            for (var i = 0; i < columns.Count; i++)
                if (row.Values[i] is { IsPresent: true } value) reading.Add(columns[i], row.Index, value);
        }

        reading.HasAnswered = true;
    }
}
