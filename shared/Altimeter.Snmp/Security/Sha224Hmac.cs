namespace Altimeter.Snmp.Security;

/// <summary>HMAC (RFC 2104) over SHA-224.</summary>
internal sealed class Sha224Hmac : Digest
{
    private readonly Sha224 _hash = new();
    private readonly byte[] _inner = new byte[Sha224.BlockOctets];
    private readonly byte[] _outer = new byte[Sha224.BlockOctets];

    /// <param name="key">Not longer than a block: keys of USM have 28 octets.</param>
    public Sha224Hmac(ReadOnlySpan<byte> key)
    {
        key.CopyTo(_inner);
        key.CopyTo(_outer);
        for (var i = 0; i < Sha224.BlockOctets; i++)
        {
            _inner[i] ^= 0x36;
            _outer[i] ^= 0x5C;
        }
        _hash.Append(_inner);
    }

    public override void Append(ReadOnlySpan<byte> octets) => _hash.Append(octets);

    public override void Finish(Span<byte> destination)
    {
        Span<byte> inner = stackalloc byte[Sha224.Octets];
        _hash.Finish(inner);
        _hash.Append(_outer);
        _hash.Append(inner);
        _hash.Finish(destination);
        _hash.Append(_inner);
    }

    public override void Dispose() => _hash.Dispose();
}
