namespace Altimeter.SnmpPoller.Definitions;

/// <summary>What is done with a converted value (spec/polling.md §7.6).</summary>
public enum PostOperation
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>_post_op_memory_avail_to_used</c>: total memory less the value.</summary>
    MemoryAvailToUsed,

    /// <summary><c>_post_op_net</c>: metadata <c>ip</c>, and the interface's name at the end of the resource id.</summary>
    Net,

    /// <summary><c>_post_op_disk</c>: the device's name at the end of the resource id.</summary>
    Disk,
}
