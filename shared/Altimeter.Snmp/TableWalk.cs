using Altimeter.Snmp.Pdu;
using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <summary>State of one walk: what to ask next, where each column stands, and rows that are not complete yet. Does no I/O.</summary>
internal sealed class TableWalk
{
    private readonly SnmpTarget _target;
    private readonly SnmpClientOptions _options;
    private readonly Column[] _columns;
    private readonly SortedDictionary<Oid, SnmpValue?[]> _rows = [];
    private Column[] _asked = [];
    private int _ceiling;
    private int _repetitions;
    private int _width;
    private bool _usesGetNext;
    private int _rowCount;

    public TableWalk(SnmpTarget target, IReadOnlyList<Oid> columns, SnmpClientOptions options)
    {
        _target = target;
        _options = options;
        _columns = [.. columns.Select((oid, position) => new Column(oid, position))];
        _ceiling = Math.Max(1, target.MaxRepetitions);
        _width = options.CellsPerBulk;
        _usesGetNext = target.Version == SnmpVersion.V1;
    }

    /// <summary>The next request; null when every column has ended.</summary>
    public RequestPdu? NextRequest()
    {
        // Those that lag behind first, so that rows complete and none starves when not all fit.
        _asked = [.. _columns.Where(c => !c.HasEnded).OrderBy(c => c.LastIndex).Take(_width).OrderBy(c => c.Position)];
        if (_asked.Length == 0) return null;
        _repetitions = _usesGetNext ? 1 : Math.Clamp(_options.CellsPerBulk / _asked.Length, 1, _ceiling);
        var oids = Array.ConvertAll(_asked, c => c.Last);
        return _usesGetNext ? new RequestPdu(PduType.GetNext, 0, oids) : new RequestPdu(PduType.GetBulk, _repetitions, oids);
    }

    /// <summary>Takes the answer to the last request.</summary>
    /// <exception cref="SnmpProtocolException">The walk cannot go on.</exception>
    public void Accept(ResponsePdu response)
    {
        switch (response.Status)
        {
            case ErrorStatus.NoError:
                AcceptCells(response.VarBinds);
                break;
            case ErrorStatus.TooBig when _repetitions > 1:
                _ceiling = _repetitions / 2;
                break;
            case ErrorStatus.TooBig when _asked.Length > 1:
                _width = _asked.Length / 2;
                break;
            case ErrorStatus.TooBig when !_usesGetNext:
                _usesGetNext = true;
                break;
            case ErrorStatus.NoSuchName when _asked.Length == 1:
                _asked[0].HasEnded = true;
                break;
            case ErrorStatus.NoSuchName when response.ErrorIndex > 0 && response.ErrorIndex <= _asked.Length:
                _asked[response.ErrorIndex - 1].HasEnded = true;
                break;
            case ErrorStatus.NoSuchName:
                _width = 1;
                break;
            default:
                var culprit = _asked[Math.Clamp(response.ErrorIndex - 1, 0, _asked.Length - 1)];
                throw new SnmpProtocolException(_target, culprit.Last, $"the walk was refused with {response.Status}", response.Status);
        }
    }

    /// <summary>Rows that no column can add a cell to any more, by ascending index.</summary>
    public IEnumerable<SnmpRow> TakeRows()
    {
        var isOver = Array.TrueForAll(_columns, c => c.HasEnded);
        // Without order a cell may still come for any row.
        if (!isOver && _target.ToleratesUnorderedWalk) yield break;
        var frontier = isOver ? default : _columns.Where(c => !c.HasEnded).Min(c => c.LastIndex);
        while (_rows.Count > 0)
        {
            var (index, values) = _rows.First();
            if (!isOver && index > frontier) yield break;
            _rows.Remove(index);
            yield return new SnmpRow(index, values);
        }
    }

    private void AcceptCells(VarBind[] varBinds)
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

    private bool AcceptCell(Column column, in VarBind cell)
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

    private sealed class Column(Oid oid, int position)
    {
        public Oid Oid { get; } = oid;

        public int Position { get; } = position;

        public Oid Last { get; private set; } = oid;

        /// <summary>Index of the last cell; the empty one before the first, which is less than any other.</summary>
        public Oid LastIndex { get; private set; }

        public bool HasEnded { get; set; }

        public HashSet<Oid> Seen { get; } = [];

        public void MoveTo(Oid cell) => (Last, LastIndex) = (cell, cell.Skip(Oid.Length));
    }
}
