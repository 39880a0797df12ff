using System.Text.Encodings.Web;
using System.Text.Json;
using Altimeter.Definitions;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Part of a YAML file as JSON: for what is sent on unchanged.</summary>
internal static class NodeJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Gives a node as JSON, UTF-8.</summary>
    public static byte[] ToBytes(DefinitionNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options)) Write(writer, node);
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, DefinitionNode node)
    {
        switch (node.Kind)
        {
            case NodeKind.Map:
                writer.WriteStartObject();
                foreach (var (key, value) in node.Entries)
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case NodeKind.List:
                writer.WriteStartArray();
                foreach (var item in node.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case NodeKind.Boolean:
                writer.WriteBooleanValue(node.IsTrue);
                break;
            case NodeKind.Number when node.TryGetInt64(out var whole):
                writer.WriteNumberValue(whole);
                break;
            case NodeKind.Number when node.TryGetDouble(out var number) && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case NodeKind.Null:
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(node.Text);
                break;
        }
    }
}
