using System.Buffers;

namespace Altimeter.Oslo.Envelope;

/// <summary>Writes notifications byte for byte as oslo.messaging's Notifier does: member order, spacing, ASCII only.</summary>
public static class NotificationWriter
{
    /// <summary>Writes a 2.0 body: the message inside a JSON text (driver <c>messagingv2</c>).</summary>
    public static byte[] WriteV2(Notification notification)
    {
        var message = Message(notification);
        var output = new ArrayBufferWriter<byte>(message.WrittenCount + (message.WrittenCount / 4) + 64);
        output.Write("{\"oslo.version\": \"2.0\", \"oslo.message\": \""u8);

        // The message is ASCII without control characters: only quotes and backslashes are left to escape.
        var rest = message.WrittenSpan;
        while (rest.IndexOfAny((byte)'"', (byte)'\\') is var next and >= 0)
        {
            output.Write(rest[..next]);
            output.Write("\\"u8);
            output.Write(rest.Slice(next, 1));
            rest = rest[(next + 1)..];
        }

        output.Write(rest);
        output.Write("\"}"u8);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes a bare body (driver <c>messaging</c>).</summary>
    public static byte[] WriteV1(Notification notification) => Message(notification).WrittenSpan.ToArray();

    private static ArrayBufferWriter<byte> Message(Notification notification)
    {
        var output = new ArrayBufferWriter<byte>(notification.Payload.Bytes.Length + 512);
        output.Write("{\"message_id\": "u8);
        AsciiJson.WriteTextOrNull(output, notification.MessageId);
        output.Write(", \"publisher_id\": "u8);
        AsciiJson.WriteTextOrNull(output, notification.PublisherId);
        output.Write(", \"event_type\": "u8);
        AsciiJson.WriteTextOrNull(output, notification.EventType);
        output.Write(", \"priority\": "u8);
        AsciiJson.WriteText(output, notification.Priority.ToUpperInvariant());
        output.Write(", \"payload\": "u8);
        if (notification.Payload.Kind == JsonKind.None) output.Write("null"u8);
        else AsciiJson.WriteValue(output, notification.Payload);
        output.Write(", \"timestamp\": "u8);
        AsciiJson.WriteTextOrNull(output, notification.Timestamp);
        output.Write(", \"_unique_id\": "u8);
        AsciiJson.WriteTextOrNull(output, notification.UniqueId);
        foreach (var member in notification.Context.Members())
        {
            if (member.NameEquals("client_timeout"u8)) continue; // made on reception, never sent
            output.Write(", "u8);
            AsciiJson.WriteText(output, $"_context_{member.Name}");
            output.Write(": "u8);
            AsciiJson.WriteValue(output, member.Value);
        }

        output.Write("}"u8);
        return output;
    }
}
