using System.Runtime.CompilerServices;

namespace Altimeter.Snmp;

/// <content>Walks over tables.</content>
public sealed partial class SnmpClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<SnmpRow> WalkAsync(SnmpTarget target, IReadOnlyList<Oid> columns, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var walk = new TableWalk(target, columns, _options);
        while (walk.NextRequest() is { } request)
        {
            SnmpException? failure = null;
            try
            {
                walk.Accept(await _transport.ExchangeAsync(target, request, cancellationToken).ConfigureAwait(false));
            }
            catch (SnmpException e)
            {
                failure = e;
            }
            foreach (var row in walk.TakeRows()) yield return row;
            if (failure is not null) throw failure;
        }
    }
}
