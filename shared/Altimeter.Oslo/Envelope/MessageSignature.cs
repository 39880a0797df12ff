using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Altimeter.Oslo.Envelope;

/// <summary>Signatures of metering and event messages: HMAC-SHA-256 over the flattened members in Python's text forms.</summary>
public static class MessageSignature
{
    /// <summary>Name of the member that holds the signature; it is not signed itself.</summary>
    public const string Member = "message_signature";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Signs a message.</summary>
    /// <param name="message">A JSON object, UTF-8.</param>
    /// <param name="secret">Key; empty switches signing off.</param>
    /// <returns>64 lower-case hex digits; empty when the secret is.</returns>
    /// <exception cref="FormatException">No JSON object, or a lone surrogate in it, which has no UTF-8 form.</exception>
    public static string Compute(ReadOnlyMemory<byte> message, string secret)
    {
        if (!RawJson.TryParse(message, out var value, out var reason)) throw new FormatException($"the message to sign is no JSON: {reason}");
        return TryCompute(value, secret, out var signature)
            ? signature
            : throw new FormatException("the message to sign is no JSON object, or a lone surrogate stands in it");
    }

    /// <summary>Signs a message that has been parsed.</summary>
    /// <param name="message">A JSON object.</param>
    /// <param name="secret">Key; empty switches signing off.</param>
    /// <param name="signature">64 lower-case hex digits; empty when the secret is.</param>
    /// <returns>False when it cannot be signed: no object, or a lone surrogate in it.</returns>
    public static bool TryCompute(RawJson message, string secret, [NotNullWhen(true)] out string? signature)
    {
        signature = "";
        if (secret.Length == 0) return true;
        signature = null;
        if (message.Kind != JsonKind.Object) return false;

        var text = new ArrayBufferWriter<byte>(message.Bytes.Length);
        try
        {
            Flatten(text, "", message);
        }
        catch (EncoderFallbackException)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), text.WrittenSpan, hash);
        signature = Convert.ToHexStringLower(hash);
        return true;
    }

    /// <summary>Compares the signature that a message carries with its own, in constant time. An empty secret makes every message valid.</summary>
    public static bool Verify(RawJson message, string secret)
    {
        if (secret.Length == 0) return true;
        if (!TryCompute(message, secret, out var expected)) return false;
        var given = message.TryGetMember("message_signature"u8, out var member) ? member.GetText() : "";
        return given is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
    }

    private static void Flatten(ArrayBufferWriter<byte> output, string prefix, RawJson value)
    {
        foreach (var (key, member) in Sorted(value))
        {
            var name = prefix + key;
            if (member.Kind == JsonKind.Object)
            {
                Flatten(output, name + ":", member);
                continue;
            }

            if (name == Member) continue;
            WriteUtf8(output, name);
            if (member.Kind == JsonKind.Text) WriteUtf8(output, member.GetText()!);
            else WriteNotation(output, member);
        }
    }

    // Python's text of a value in which every text stands as a bytes literal.
    private static void WriteNotation(ArrayBufferWriter<byte> output, RawJson value)
    {
        switch (value.Kind)
        {
            case JsonKind.Text:
                WriteBytesLiteral(output, value.GetText()!);
                break;
            case JsonKind.Array:
                var first = true;
                output.Write("["u8);
                foreach (var item in value.Items())
                {
                    if (!first) output.Write(", "u8);
                    first = false;
                    WriteNotation(output, item);
                }

                output.Write("]"u8);
                break;
            case JsonKind.Object:
                var empty = true;
                output.Write("{"u8);
                foreach (var (key, member) in Sorted(value))
                {
                    if (!empty) output.Write(", "u8);
                    empty = false;
                    WriteBytesLiteral(output, key);
                    output.Write(": "u8);
                    WriteNotation(output, member);
                }

                output.Write("}"u8);
                break;
            default:
                WriteUtf8(output, PythonNumber.TextOf(value));
                break;
        }
    }

    private static void WriteBytesLiteral(ArrayBufferWriter<byte> output, string text)
    {
        var bytes = Strict.GetBytes(text);
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var literal = new StringBuilder(bytes.Length + 3).Append('b').Append(quote);
        foreach (var octet in bytes)
        {
            _ = (char)octet switch
            {
                '\\' => literal.Append("\\\\"),
                '\t' => literal.Append("\\t"),
                '\n' => literal.Append("\\n"),
                '\r' => literal.Append("\\r"),
                '\'' when quote == '\'' => literal.Append("\\'"),
                >= ' ' and <= '~' => literal.Append((char)octet),
                _ => literal.Append("\\x").Append(Convert.ToHexStringLower([octet])),
            };
        }

        WriteUtf8(output, literal.Append(quote).ToString());
    }

    private static void WriteUtf8(ArrayBufferWriter<byte> output, string text) => Strict.GetBytes(text, output);

    private static IEnumerable<KeyValuePair<string, RawJson>> Sorted(RawJson value)
    {
        var members = new SortedDictionary<string, RawJson>(CodePointOrder.Instance);
        foreach (var member in value.Members()) members[member.Name] = member.Value; // of equal names the last
        return members;
    }
}
