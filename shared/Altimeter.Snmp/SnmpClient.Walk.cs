using System.Runtime.CompilerServices;
using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <content>Walks over tables.</content>
public sealed partial class SnmpClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SnmpRow> WalkAsync(SnmpTarget target, IReadOnlyList<Oid> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var device = await _transport.EnterAsync(target, cancellationToken).ConfigureAwait(false);
        try
        {
            var walk = new TableWalk(target, columns, _options, device.Limits);
            while (walk.NextRequest() is { } request)
            {
                SnmpException? failure = null;
                try
                {
                    walk.Accept(await AskAsync(device, target, walk, request, cancellationToken).ConfigureAwait(false));
                }
                catch (SnmpException e)
                {
                    failure = e;
                    if (walk.HasSeenRestart) _transport.CountDiscardedWalk();
                }
                foreach (var row in walk.TakeRows()) yield return row;
                if (failure is not null) throw failure;
            }
        }
        finally
        {
            device.Leave();
        }
    }

    /// <summary>Takes the walk's next step with GETNEXT when GETBULK is not answered: an agent that answers that is well, but cannot do what was asked.</summary>
    private async ValueTask<ResponsePdu> AskAsync(Device device, SnmpTarget target, TableWalk walk, RequestPdu request, CancellationToken cancellationToken)
    {
        try
        {
            // After one GETBULK without an answer the next ones are only tried.
            return await _transport.ExchangeAsync(device, walk.HasLostBulk ? target with { Retries = 0 } : target, request, cancellationToken).ConfigureAwait(false);
        }
        catch (SnmpTimeoutException e) when (request.Type == PduType.GetBulk && !device.IsDown)
        {
            ResponsePdu response;
            try
            {
                response = await _transport.ExchangeAsync(device, walk.HasLostBulk ? target : target with { Retries = 0 }, walk.StepRequest(), cancellationToken).ConfigureAwait(false);
            }
            catch (SnmpTimeoutException)
            {
                throw e;
            }
            walk.LoseBulk();
            _transport.Note(device, DeviceQuirks.IgnoresBulk);
            return response;
        }
    }
}
