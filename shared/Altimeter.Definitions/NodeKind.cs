namespace Altimeter.Definitions;

/// <summary>What a node of a YAML file holds, by the rules of YAML 1.1.</summary>
public enum NodeKind
{
    /// <summary>A mapping.</summary>
    Map,

    /// <summary>A sequence.</summary>
    List,

    /// <summary>A scalar that is text; dates are text too.</summary>
    Text,

    /// <summary>An integer or a floating-point number.</summary>
    Number,

    /// <summary>A truth value; <c>yes</c>, <c>no</c>, <c>on</c> and <c>off</c> are some.</summary>
    Boolean,

    /// <summary>Nothing: <c>~</c>, <c>null</c> or no value at all.</summary>
    Null,
}
