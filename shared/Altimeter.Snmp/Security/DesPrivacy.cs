using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>DES or 3DES-EDE in CBC mode (RFC 3414 §8, Reeder draft §5): the IV is a secret part of the key, mixed with the salt.</summary>
internal sealed class DesPrivacy : IPrivacy
{
    private const int Block = 8;

    private readonly SymmetricAlgorithm _cipher;
    private readonly byte[] _mask;
    private uint _counter;

    /// <param name="key">The key, then 8 octets for the IVs: 16 octets for DES, 32 for 3DES.</param>
    /// <param name="counter">Counter of the salts before the first one.</param>
    /// <exception cref="CryptographicException">The key is one of the few that the cipher is broken for.</exception>
    public DesPrivacy(ReadOnlySpan<byte> key, uint counter)
    {
        _counter = counter;
        _mask = key[^Block..].ToArray();
        // What the device speaks; whoever configures it is warned.
#pragma warning disable CA5350, CA5351
        _cipher = key.Length > 16 ? TripleDES.Create() : DES.Create();
#pragma warning restore CA5350, CA5351
        _cipher.Key = key[..^Block].ToArray();
    }

    public int BlockOctets => Block;

    public void Encrypt(Span<byte> text, int boots, int time, Span<byte> salt)
    {
        Span<byte> iv = stackalloc byte[Block];
        BinaryPrimitives.WriteInt32BigEndian(salt, boots);
        BinaryPrimitives.WriteUInt32BigEndian(salt[4..], ++_counter);
        MakeIv(salt, iv);
        // The platform refuses other kinds of overlap only; text onto itself is fine.
        _cipher.EncryptCbc(text, iv, text, PaddingMode.None);
    }

    public void Decrypt(ReadOnlySpan<byte> text, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        Span<byte> iv = stackalloc byte[Block];
        MakeIv(salt, iv);
        _cipher.DecryptCbc(text, iv, destination, PaddingMode.None);
    }

    public void Dispose() => _cipher.Dispose();

    private void MakeIv(ReadOnlySpan<byte> salt, Span<byte> iv)
    {
        for (var i = 0; i < Block; i++) iv[i] = (byte)(_mask[i] ^ salt[i]);
    }
}
