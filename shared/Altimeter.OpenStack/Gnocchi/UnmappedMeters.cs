namespace Altimeter.OpenStack.Gnocchi;

/// <summary>What becomes of samples whose meter is not in the resource definitions.</summary>
public enum UnmappedMeters
{
    /// <summary>Dropped, counted and named once, as the reference does.</summary>
    Drop,

    /// <summary>Stored under the resource type <c>generic</c> with the default archive policy.</summary>
    Generic,
}
