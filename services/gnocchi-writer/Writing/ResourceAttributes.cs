using System.Buffers;
using System.Text.Json;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Definitions;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Evaluates the attribute expressions of a definition on samples.</summary>
public static class ResourceAttributes
{
    private const int MaxDepth = 64;

    /// <summary>Merges the attributes that a sample gives into those of its resource; later samples win.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="sample">The sample.</param>
    /// <param name="attributes">Raw JSON values by attribute name. Missing and null ones are left alone.</param>
    /// <returns>False when the sample's metadata are no JSON (a bare NaN, say): nothing was merged.</returns>
    public static bool TryMerge(ResourceDefinition definition, Sample sample, Dictionary<string, string> attributes)
    {
        try
        {
            using var document = Parse(definition, sample);
            foreach (var attribute in definition.Attributes)
            {
                if (attribute.Expression.TryFirst(document.RootElement, out var value))
                    attributes[attribute.Name] = ResourceTypes.IsText(definition.Type, attribute.Name) ? AsText(value) : value.GetRawText();
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static JsonDocument Parse(ResourceDefinition definition, Sample sample)
    {
        if (!definition.ReadsMetadataOnly) return JsonDocument.Parse(SampleJson.ToBytes(sample), new JsonDocumentOptions { MaxDepth = MaxDepth });
        var buffer = new ArrayBufferWriter<byte>(sample.Metadata.Length + 32);
        buffer.Write("{\"resource_metadata\":"u8);
        buffer.Write(sample.Metadata.IsEmpty ? "{}"u8 : sample.Metadata.Span);
        buffer.Write("}"u8);
        return JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth });
    }

    // Gnocchi refuses a number for a text attribute, and with it the resource: a flavor id, say, that nova gives as a number.
    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => $"\"{value.GetRawText()}\"",
        JsonValueKind.True => "\"True\"",
        JsonValueKind.False => "\"False\"",
        _ => value.GetRawText(),
    };
}
