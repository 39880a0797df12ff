using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>AES in CFB128 mode (RFC 3826). It runs on one transform of single blocks, because the platform's CFB allocates and sets up the key for every message.</summary>
internal sealed class AesPrivacy : IPrivacy
{
    private const int Block = 16;
    private const int ChunkOctets = 1_024;

    private readonly Aes _aes;
    private readonly ICryptoTransform _transform;
    private readonly byte[] _input = new byte[ChunkOctets];
    private readonly byte[] _stream = new byte[ChunkOctets];
    private ulong _salt;

    /// <param name="key">16, 24 or 32 octets.</param>
    /// <param name="salt">Salt before the first one.</param>
    public AesPrivacy(byte[] key, ulong salt)
    {
        _salt = salt;
        _aes = Aes.Create();
        _aes.Key = key;
        // Single blocks are what CFB is made of; the chaining is done here.
#pragma warning disable CA5358
        _aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        _aes.Padding = PaddingMode.None;
        _transform = _aes.CreateEncryptor();
    }

    public int BlockOctets => 1;

    public void Encrypt(Span<byte> text, int boots, int time, Span<byte> salt)
    {
        BinaryPrimitives.WriteUInt64BigEndian(salt, ++_salt);
        Begin(boots, time, salt);
        for (; text.Length > 0; text = text[Math.Min(Block, text.Length)..])
        {
            _transform.TransformBlock(_input, 0, Block, _stream, 0);
            Xor(text[..Math.Min(Block, text.Length)], _stream, text);
            text[..Math.Min(Block, text.Length)].CopyTo(_input);
        }
    }

    public void Decrypt(ReadOnlySpan<byte> text, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        // Each block of the stream is made from the block of ciphertext before it, and all of those are known.
        Begin(boots, time, salt);
        while (text.Length > 0)
        {
            var length = Math.Min(text.Length, ChunkOctets);
            text[..Math.Min(length, ChunkOctets - Block)].CopyTo(_input.AsSpan(Block));
            _transform.TransformBlock(_input, 0, (length + Block - 1) / Block * Block, _stream, 0);
            Xor(text[..length], _stream, destination);
            if (length == ChunkOctets) text.Slice(length - Block, Block).CopyTo(_input);
            text = text[length..];
            destination = destination[length..];
        }
    }

    public void Dispose()
    {
        _transform.Dispose();
        _aes.Dispose();
    }

    private void Begin(int boots, int time, ReadOnlySpan<byte> salt)
    {
        BinaryPrimitives.WriteInt32BigEndian(_input, boots);
        BinaryPrimitives.WriteInt32BigEndian(_input.AsSpan(4), time);
        salt.CopyTo(_input.AsSpan(8));
    }

    private static void Xor(ReadOnlySpan<byte> text, ReadOnlySpan<byte> stream, Span<byte> destination)
    {
        for (var i = 0; i < text.Length; i++) destination[i] = (byte)(text[i] ^ stream[i]);
    }
}
