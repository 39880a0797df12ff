using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <summary>State of one walk: what to ask next, where each column stands, and rows that are not complete yet. Does no I/O.</summary>
internal sealed class TableWalk
{
    private const int LostDivisor = 4;

    private readonly SnmpTarget _target;
    private readonly SnmpClientOptions _options;
    private readonly WalkColumn[] _columns;
    private readonly SortedDictionary<Oid, SnmpValue?[]> _rows = [];
    private WalkColumn[] _asked = [];
    private readonly DeviceLimits _limits;
    private readonly BulkSize _size;
    private readonly RestartCheck? _restart;
    private VarBind[] _names = [];
    private int _repetitions;
    private int _width;
    private bool _usesGetNext;
    private int _rowCount;

    public TableWalk(SnmpTarget target, IReadOnlyList<Oid> columns, SnmpClientOptions options, DeviceLimits limits)
    {
        _target = target;
        _options = options;
        _columns = [.. columns.Select((oid, position) => new WalkColumn(oid, position))];
        _limits = limits;
        _restart = target.DiscardsWalkOverRestart ? new RestartCheck() : null;
        _size = new BulkSize(options.CellsPerBulk, target.MaxRepetitions, columns.Count > 0 ? limits.Table(columns[0]) : null);
        _width = options.CellsPerBulk;
        _usesGetNext = target.Version == SnmpVersion.V1;
    }

    /// <summary>Whether a GETBULK of this walk had no answer.</summary>
    public bool HasLostBulk { get; private set; }

    /// <summary>Whether the device restarted during the walk.</summary>
    public bool HasSeenRestart { get; private set; }

    private int Extra => _restart is { IsPossible: true } ? 1 : 0;

    /// <summary>The next request; null when every column has ended.</summary>
    public RequestPdu? NextRequest()
    {
        var ceiling = _limits.LargestBulk;
        _usesGetNext |= ceiling == 0;
        if (ceiling > 0) _width = Math.Min(_width, ceiling.Value);
        // Those that lag behind first, so that rows complete and none starves when not all fit.
        _asked = [.. _columns.Where(c => !c.HasEnded).OrderBy(c => c.LastIndex).Take(_width).OrderBy(c => c.Position)];
        if (_asked.Length == 0)
        {
            if (_columns.Length > 0) _limits.Walked(_columns[0].Oid, new TableSize(_rowCount, _size.CellOctets));
            return null;
        }
        if (_usesGetNext) return StepRequest();
        _repetitions = _size.Repetitions(_asked.Length, ceiling ?? int.MaxValue, _rowCount);
        return new RequestPdu(PduType.GetBulk, _repetitions, Names()) { NonRepeaters = Extra };
    }

    /// <summary>The last request as a GETNEXT.</summary>
    public RequestPdu StepRequest()
    {
        _repetitions = 1;
        return new RequestPdu(PduType.GetNext, 0, Names());
    }

    /// <summary>The last GETBULK had no answer, and the step in its place had one.</summary>
    public void LoseBulk()
    {
        HasLostBulk = true;
        _limits.RefusedBulk(_size.Cells, LostDivisor);
    }

    /// <summary>Takes the answer to the last request.</summary>
    /// <exception cref="SnmpProtocolException">The walk cannot go on.</exception>
    public void Accept(ResponsePdu response)
    {
        var index = response.ErrorIndex - Extra;
        switch (response.Status)
        {
            case ErrorStatus.NoError:
                AcceptCells(WithoutUpTime(response.VarBinds));
                _size.Answered(response.VarBinds.Length - Extra, response.Octets);
                break;
            case ErrorStatus.TooBig when !_usesGetNext:
                _limits.RefusedBulk(_size.Cells, 2);
                break;
            case ErrorStatus.TooBig when _asked.Length > 1:
                _width = _asked.Length / 2;
                break;
            case ErrorStatus.NoSuchName when response.ErrorIndex == 1 && Extra == 1:
                _restart!.IsPossible = false;
                break;
            case ErrorStatus.NoSuchName when _asked.Length == 1:
                _asked[0].HasEnded = true;
                break;
            case ErrorStatus.NoSuchName when index > 0 && index <= _asked.Length:
                _asked[index - 1].HasEnded = true;
                break;
            case ErrorStatus.NoSuchName:
                _width = 1;
                break;
            default:
                var culprit = _asked[Math.Clamp(index - 1, 0, _asked.Length - 1)];
                throw new SnmpProtocolException(_target, culprit.Last, $"the walk was refused with {response.Status}", response.Status);
        }
    }

    /// <summary>Rows that no column can add a cell to any more, by ascending index.</summary>
    public IEnumerable<SnmpRow> TakeRows()
    {
        var isOver = Array.TrueForAll(_columns, c => c.HasEnded);
        // Without order a cell may still come for any row, and after a restart none counts.
        if (!isOver && (_target.ToleratesUnorderedWalk || Extra == 1)) yield break;
        var frontier = isOver ? default : _columns.Where(c => !c.HasEnded).Min(c => c.LastIndex);
        while (_rows.Count > 0)
        {
            var (index, values) = _rows.First();
            if (!isOver && index > frontier) yield break;
            _rows.Remove(index);
            yield return new SnmpRow(index, values);
        }
    }

    private Memory<VarBind> Names()
    {
        var extra = Extra;
        if (_names.Length < _asked.Length + extra) _names = new VarBind[_asked.Length + extra];
        if (extra == 1) _names[0] = new VarBind(RestartCheck.SysUpTime, SnmpValue.Missing);
        for (var i = 0; i < _asked.Length; i++) _names[i + extra] = new VarBind(_asked[i].Last, SnmpValue.Missing);
        return _names.AsMemory(0, _asked.Length + extra);
    }

    private ReadOnlySpan<VarBind> WithoutUpTime(VarBind[] varBinds)
    {
        if (Extra == 0 || varBinds.Length == 0) return varBinds;
        HasSeenRestart = _restart!.HasRestarted(varBinds[0]);
        if (HasSeenRestart)
        {
            _rows.Clear();
            throw new SnmpProtocolException(_target, _asked[0].Last, "the device restarted during the walk, whose rows are discarded,");
        }
        return varBinds.AsSpan(1);
    }

    private void AcceptCells(ReadOnlySpan<VarBind> varBinds)
    {
        var hasProgressed = false;
        for (var i = 0; i < varBinds.Length; i++)
        {
            // Agents may cut a response anywhere; binding i belongs to column i modulo their number all the same.
            var column = _asked[i % _asked.Length];
            if (!column.HasEnded && varBinds[i].Oid.Length > 0) hasProgressed |= AcceptCell(column, varBinds[i]);
        }
        if (!hasProgressed) throw new SnmpProtocolException(_target, _asked[0].Last, "the answer moves no column on, so the walk would never end");
    }

    private bool AcceptCell(WalkColumn column, in VarBind cell)
    {
        if (cell.Value.Type == SnmpType.EndOfMibView || !cell.Oid.IsChildOf(column.Oid))
        {
            column.HasEnded = true;
            return true;
        }
        if (_target.ToleratesUnorderedWalk)
        {
            if (!column.Seen.Add(cell.Oid))
            {
                column.HasEnded = true;
                return true;
            }
        }
        else if (cell.Oid <= column.Last)
        {
            throw new SnmpProtocolException(_target, cell.Oid, $"the walk is not increasing after {column.Last}");
        }
        column.MoveTo(cell.Oid);
        if (!_rows.TryGetValue(column.LastIndex, out var row))
        {
            if (_rowCount == _options.RowLimit) throw new SnmpProtocolException(_target, cell.Oid, $"the table has more rows than the limit of {_options.RowLimit}");
            _rowCount++;
            _rows[column.LastIndex] = row = new SnmpValue?[_columns.Length];
        }
        row[column.Position] = cell.Value.IsPresent || cell.Value.Type == SnmpType.Malformed ? cell.Value : null;
        return true;
    }
}
