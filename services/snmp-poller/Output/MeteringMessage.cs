using System.Buffers;
using Altimeter.Contracts.V1;
using Altimeter.Oslo.Envelope;

namespace Altimeter.SnmpPoller.Output;

/// <summary>Samples in the wire form of a real poller: signed metering messages in a <c>telemetry.polling</c> payload (spec/notifications.md E.5, E.6).</summary>
internal static class MeteringMessage
{
    /// <summary>Writes <c>{"samples": […]}</c>.</summary>
    /// <param name="samples">At least one sample.</param>
    /// <param name="secret">Key of the signatures; empty: no signature.</param>
    public static RawJson Payload(IReadOnlyList<Sample> samples, string secret)
    {
        var output = new ArrayBufferWriter<byte>(samples.Count * 640);
        var separator = "{\"samples\": ["u8;
        foreach (var sample in samples)
        {
            output.Write(separator);
            WriteSigned(output, sample, secret);
            separator = ", "u8;
        }

        output.Write("]}"u8);
        return RawJson.TryParse(output.WrittenMemory, out var payload, out var reason)
            ? payload
            : throw new FormatException($"the samples are no JSON: {reason}");
    }

    private static void WriteSigned(ArrayBufferWriter<byte> output, Sample sample, string secret)
    {
        var message = new ArrayBufferWriter<byte>(640);
        Text(message, "{\"source\": "u8, sample.Source);
        Text(message, ", \"counter_name\": "u8, sample.Name);
        Text(message, ", \"counter_type\": "u8, sample.Type);
        Text(message, ", \"counter_unit\": "u8, sample.Unit);
        Raw(message, ", \"counter_volume\": "u8, sample.Volume, "null"u8);
        Text(message, ", \"user_id\": "u8, sample.UserId);
        Text(message, ", \"project_id\": "u8, sample.ProjectId);
        Text(message, ", \"resource_id\": "u8, sample.ResourceId);
        Text(message, ", \"timestamp\": "u8, sample.Timestamp);
        Raw(message, ", \"resource_metadata\": "u8, sample.Metadata, "{}"u8);
        Text(message, ", \"message_id\": "u8, sample.Id);
        Raw(message, ", \"monotonic_time\": "u8, sample.MonotonicTime, "null"u8);
        output.Write(message.WrittenSpan);
        message.Write("}"u8);
        Text(output, ", \"message_signature\": "u8, MessageSignature.Compute(message.WrittenMemory, secret));
        output.Write("}"u8);
    }

    private static void Text(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, string? value)
    {
        output.Write(name);
        AsciiJson.WriteTextOrNull(output, value);
    }

    private static void Raw(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json, ReadOnlySpan<byte> otherwise)
    {
        output.Write(name);
        output.Write(json.IsEmpty ? otherwise : json.Span);
    }
}
