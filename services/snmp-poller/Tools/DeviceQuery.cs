using Altimeter.Hosting.CommandLine;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary>One question to one device: prints the bindings, says on <paramref name="errors"/> what failed, and returns the exit code.</summary>
internal sealed class DeviceQuery(ISnmpClient client, SnmpTarget target, IReadOnlyList<Oid> oids, VarBindPrinter printer, TextWriter errors)
{
    private int _lost;

    /// <summary>Reads the OIDs as instances.</summary>
    public Task<int> GetAsync(CancellationToken cancellationToken) => GuardAsync(() => ReadAsync(oids, cancellationToken));

    /// <summary>Reads what lies below each OID, one after the other; an OID with nothing below it is read as an instance.</summary>
    public Task<int> WalkAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        foreach (var oid in oids)
        {
            var isEmpty = true;
            await foreach (var row in client.WalkAsync(target, [oid], cancellationToken))
            {
                isEmpty = false;
                await PrintAsync(new VarBind(oid.Append(row.Index), row.Values[0] ?? SnmpValue.Null), cancellationToken);
            }

            if (isEmpty) await ReadAsync([oid], cancellationToken);
        }
    });

    /// <summary>Reads the OIDs as columns, side by side, up to a number of rows.</summary>
    public Task<int> BulkAsync(int rows, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var left = rows;
        await foreach (var row in client.WalkAsync(target with { MaxRepetitions = rows }, oids, cancellationToken))
        {
            for (var i = 0; i < oids.Count; i++)
            {
                if (row.Values[i] is { } value) await PrintAsync(new VarBind(oids[i].Append(row.Index), value), cancellationToken);
            }

            if (--left == 0) break;
        }

        if (left == rows) await ReadAsync(oids, cancellationToken);
    });

    private async Task ReadAsync(IReadOnlyList<Oid> instances, CancellationToken cancellationToken)
    {
        var response = await client.GetAsync(target, instances, cancellationToken);
        foreach (var binding in response.VarBinds) await PrintAsync(binding, cancellationToken);
    }

    private async ValueTask PrintAsync(VarBind binding, CancellationToken cancellationToken)
    {
        await printer.WriteAsync(binding, cancellationToken);
        if (binding.Value.Type is not (SnmpType.Missing or SnmpType.Malformed or SnmpType.Refused)) return;
        _lost++;
        await errors.WriteLineAsync($"warning: {target}: {binding.Oid}: {binding.Value.Cause}");
    }

    private async Task<int> GuardAsync(Func<Task> run)
    {
        try
        {
            await run();
            return _lost > 0 ? ExitCode.Incomplete : ExitCode.Done;
        }
        catch (SnmpException e)
        {
            await errors.WriteLineAsync($"error: {e.Message}");
            return e switch
            {
                SnmpProtocolException => ExitCode.Incomplete,
                SnmpNotSupportedException or SnmpSecurityException => ExitCode.WrongConfiguration,
                _ => ExitCode.PeerUnreachable,
            };
        }
    }
}
