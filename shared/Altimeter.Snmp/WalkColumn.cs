namespace Altimeter.Snmp;

/// <summary>Where a walk stands in one column.</summary>
/// <param name="oid">The column.</param>
/// <param name="position">Place of its cells in a row.</param>
internal sealed class WalkColumn(Oid oid, int position)
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
