namespace Altimeter.Snmp;

/// <summary>The community of v1 and v2c (RFC 1157 §3.2.5): a password in the clear.</summary>
/// <param name="Value">Its octets.</param>
public sealed record Community(Secret Value) : SnmpCredentials
{
    /// <summary>The community that agents ship with, <c>public</c>.</summary>
    public static Community Public { get; } = new("public");

    /// <summary>Takes the UTF-8 octets of a text.</summary>
    public Community(string text)
        : this(new Secret(text))
    {
    }

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";
}
