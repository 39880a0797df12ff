namespace Altimeter.Oslo.Envelope;

/// <summary>What a JSON value is, with the lexical kinds that Python tells apart.</summary>
public enum JsonKind
{
    /// <summary>No value at all.</summary>
    None,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary>A number without fraction and exponent, of any size.</summary>
    Integer,

    /// <summary>A number with fraction or exponent, or <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</summary>
    Float,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An array.</summary>
    Array,

    /// <summary>An object.</summary>
    Object,
}
