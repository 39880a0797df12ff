using Altimeter.Snmp.Transport;

namespace Altimeter.Snmp;

/// <summary>How many rows a walk asks for at once: as many as the table had last time and one, or a careful start that doubles while answers come full and stay small.</summary>
internal sealed class BulkSize
{
    /// <summary>Bindings of an answer that travels in one piece over Ethernet.</summary>
    private const int UnfragmentedOctets = 1_400;
    private const int FullAnswersUntilGrowth = 2;

    private readonly int _most;
    private readonly TableSize? _known;
    private int _wanted;
    private int _fullAnswers;
    private long _octetsRead;
    private long _cellsRead;

    /// <param name="startCells">Cells of the first request.</param>
    /// <param name="maxRepetitions">Most rows.</param>
    /// <param name="known">The table when it was last walked; null if it never was.</param>
    public BulkSize(int startCells, int maxRepetitions, TableSize? known)
    {
        _wanted = startCells;
        _most = Math.Max(1, maxRepetitions);
        _known = known;
        if (known?.CellOctets > 0) _wanted = Math.Max(startCells, UnfragmentedOctets / known.Value.CellOctets);
    }

    /// <summary>Cells that the last request asked for.</summary>
    public int Cells { get; private set; }

    /// <summary>Octets of a binding, on average.</summary>
    public int CellOctets => _cellsRead == 0 ? 0 : (int)(_octetsRead / _cellsRead);

    /// <summary>Rows to ask for.</summary>
    /// <param name="columns">Columns asked side by side.</param>
    /// <param name="ceiling">Most cells.</param>
    /// <param name="rowsRead">Rows that are known already.</param>
    public int Repetitions(int columns, int ceiling, int rowsRead)
    {
        var rows = Math.Min(Math.Min(_wanted, ceiling) / columns, _most);
        // One more than there are, so that the end shows.
        if (_known is { } known && known.Rows >= rowsRead) rows = Math.Min(rows, known.Rows - rowsRead + 1);
        rows = Math.Max(1, rows);
        Cells = rows * columns;
        return rows;
    }

    /// <summary>Learns from an answer without an error.</summary>
    /// <param name="cells">Cells that came.</param>
    /// <param name="octets">Their size.</param>
    public void Answered(int cells, int octets)
    {
        _cellsRead += cells;
        _octetsRead += octets;
        if (cells < Cells)
        {
            _fullAnswers = 0;
        }
        else if (++_fullAnswers >= FullAnswersUntilGrowth && octets * 2 <= UnfragmentedOctets)
        {
            _wanted = Math.Max(_wanted, Cells) * 2;
            _fullAnswers = 0;
        }
    }
}
