using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Altimeter.Snmp.Security;

/// <summary>AES in CFB128 mode (RFC 3826) over transforms that last as long as the key, because the platform's CFB allocates and sets up the key for every message.</summary>
internal sealed class AesPrivacy : IPrivacy
{
    private const int Block = 16;
    private const int ChunkOctets = 1_024;

    private readonly Aes _aes;
    private readonly ICryptoTransform _single;
    private readonly ICryptoTransform _chained;
    private readonly byte[] _input = new byte[ChunkOctets];
    private readonly byte[] _stream = new byte[ChunkOctets];
    private readonly byte[] _last;
    private ulong _salt;

    /// <param name="key">16, 24 or 32 octets.</param>
    /// <param name="salt">Salt before the first one.</param>
    public AesPrivacy(byte[] key, ulong salt)
    {
        _salt = salt;
        _aes = Aes.Create();
        _aes.Key = key;
        _aes.Padding = PaddingMode.None;
        _chained = _aes.CreateEncryptor();
        _last = _aes.IV;
        // Single blocks are what CFB is made of; for decryption the chaining is done here.
#pragma warning disable CA5358
        _aes.Mode = CipherMode.ECB;
#pragma warning restore CA5358
        _single = _aes.CreateEncryptor();
    }

    public int BlockOctets => 1;

    /// <remarks>
    /// A block of the stream is made from the ciphertext before it, S₂ = E(P₁ ⊕ S₁): CBC over the plain text one block late, whose own chain does all blocks in one call.
    /// The chain goes on from the last message, so the IV is put in by its difference from that one's last block.
    /// </remarks>
    public void Encrypt(Span<byte> text, int boots, int time, Span<byte> salt)
    {
        BinaryPrimitives.WriteUInt64BigEndian(salt, ++_salt);
        Begin(boots, time, salt);
        Xor(_input.AsSpan(0, Block), _last, _input);
        Span<byte> carried = stackalloc byte[Block];
        while (text.Length > 0)
        {
            var length = Fill(text);
            if (length == ChunkOctets) text.Slice(length - Block, Block).CopyTo(carried);
            var octets = _chained.TransformBlock(_input, 0, WholeBlocks(length), _stream, 0);
            _stream.AsSpan(octets - Block, Block).CopyTo(_last);
            Xor(text[..length], _stream, text);
            carried.CopyTo(_input);
            text = text[length..];
        }
    }

    /// <remarks>Each block of the stream is made from the block of ciphertext before it, and all of those are known.</remarks>
    public void Decrypt(ReadOnlySpan<byte> text, int boots, int time, ReadOnlySpan<byte> salt, Span<byte> destination)
    {
        Begin(boots, time, salt);
        while (text.Length > 0)
        {
            var length = Fill(text);
            _single.TransformBlock(_input, 0, WholeBlocks(length), _stream, 0);
            Xor(text[..length], _stream, destination);
            if (length == ChunkOctets) text.Slice(length - Block, Block).CopyTo(_input);
            text = text[length..];
            destination = destination[length..];
        }
    }

    public void Dispose()
    {
        _single.Dispose();
        _chained.Dispose();
        _aes.Dispose();
    }

    private void Begin(int boots, int time, ReadOnlySpan<byte> salt)
    {
        BinaryPrimitives.WriteInt32BigEndian(_input, boots);
        BinaryPrimitives.WriteInt32BigEndian(_input.AsSpan(4), time);
        salt.CopyTo(_input.AsSpan(8));
    }

    // Puts the next chunk behind the first block, which is there; gives its octets.
    private int Fill(ReadOnlySpan<byte> text)
    {
        text[..Math.Min(text.Length, ChunkOctets - Block)].CopyTo(_input.AsSpan(Block));
        return Math.Min(text.Length, ChunkOctets);
    }

    private static int WholeBlocks(int octets) => (octets + Block - 1) / Block * Block;

    private static void Xor(ReadOnlySpan<byte> text, ReadOnlySpan<byte> stream, Span<byte> destination)
    {
        for (var i = 0; i < text.Length; i++) destination[i] = (byte)(text[i] ^ stream[i]);
    }
}
