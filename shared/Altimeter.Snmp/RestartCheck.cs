namespace Altimeter.Snmp;

/// <summary>Compares the sysUpTime of one answer with that of the next.</summary>
internal sealed class RestartCheck
{
    /// <summary>Asked for as GETNEXT does, hence without instance.</summary>
    public static readonly Oid SysUpTime = new(1, 3, 6, 1, 2, 1, 1, 3);

    // In 1/100 s: an hour before it wraps, which happens every 497 days and is no restart.
    private const uint NearWrap = uint.MaxValue - 360_000;

    private long _last = -1;

    /// <summary>Whether the device tells sysUpTime.</summary>
    public bool IsPossible { get; set; } = true;

    /// <summary>Takes what was answered for sysUpTime.</summary>
    public bool HasRestarted(in VarBind varBind)
    {
        if (!varBind.Oid.IsChildOf(SysUpTime) || !varBind.Value.TryGetInteger(out var value))
        {
            IsPossible = false;
            return false;
        }
        var isBack = (long)value < _last && _last < NearWrap;
        _last = (long)value;
        return isBack;
    }
}
