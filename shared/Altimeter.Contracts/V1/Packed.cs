using System.Buffers;
using MessagePack;
using MessagePack.Formatters;

namespace Altimeter.Contracts.V1;

/// <summary>MessagePack bytes that are already formatted; going through the serializer only compresses them.</summary>
internal readonly record struct Packed(ReadOnlyMemory<byte> Bytes);

/// <summary>Passes <see cref="Packed"/> through unchanged, so that the serializer's compression is the only thing that happens.</summary>
internal sealed class PackedFormatter : IMessagePackFormatter<Packed>, IFormatterResolver
{
    public static readonly MessagePackSerializerOptions Options = BlockCodec.Options.WithResolver(new PackedFormatter());

    public void Serialize(ref MessagePackWriter writer, Packed value, MessagePackSerializerOptions options) => writer.WriteRaw(value.Bytes.Span);

    public Packed Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var start = reader.Position;
        reader.Skip();
        return new Packed(reader.Sequence.Slice(start, reader.Position).ToArray());
    }

    public IMessagePackFormatter<T>? GetFormatter<T>() => this as IMessagePackFormatter<T>;
}
