using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Altimeter.Oslo.Envelope;

/// <summary>Reads the two body formats of oslo.messaging: 2.0, a message inside a JSON text, and the bare message before it.</summary>
public static class NotificationEnvelope
{
    /// <summary>Largest body, before and after decompression, in bytes.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    private const string ContentType = "application/json";

    private static ReadOnlySpan<byte> ContextPrefix => "_context_"u8;

    private static readonly RawJson Null = new("null"u8.ToArray());
    private static readonly RawJson EmptyObject = new("{}"u8.ToArray());
    private static readonly RawJson EmptyContext = new("{\"client_timeout\": null}"u8.ToArray());

    /// <summary>Reads a body.</summary>
    /// <param name="body">As delivered; the notification may refer to it.</param>
    /// <param name="contentType">AMQP content type; anything but <c>application/json</c> is refused, as by oslo.messaging.</param>
    /// <param name="compression">Header <c>compression</c>; null when there is none. An unknown method leaves the body as it is.</param>
    /// <param name="notification">The notification.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> body,
        string? contentType,
        string? compression,
        [NotNullWhen(true)] out Notification? notification,
        [NotNullWhen(false)] out string? reason)
    {
        notification = null;
        if (contentType != ContentType)
        {
            reason = $"content type is {(contentType is null ? "absent" : $"'{contentType}'")}, expected '{ContentType}'";
            return false;
        }

        var text = BodyCompression.Undo(body, compression);
        if (text.Length > MaxBytes)
        {
            reason = $"the body has over {MaxBytes} bytes";
            return false;
        }

        return TryReadMessage(text, out var message, out reason) && TryRead(message, out notification, out reason);
    }

    private static bool TryReadMessage(ReadOnlyMemory<byte> body, out RawJson message, [NotNullWhen(false)] out string? reason)
    {
        message = EmptyObject;
        reason = null;
        if (body.IsEmpty) return true;

        if (!RawJson.TryParse(body, out var outer, out reason))
        {
            reason = $"the body is no JSON: {reason}";
            return false;
        }

        if (!outer.TryGetMember("oslo.version"u8, out var version) || !outer.TryGetMember("oslo.message"u8, out var inner))
            return TryMakeObject(outer, out message, out reason);

        if (version.GetText() is not ("2.0" or "2.0.0"))
        {
            reason = $"oslo.version is {Shorten(version)}, expected \"2.0\"";
            return false;
        }

        if (inner.Kind != JsonKind.Text)
        {
            reason = $"oslo.message is of kind {inner.Kind}, expected a text";
            return false;
        }

        if (RawJson.TryParse(inner.GetUtf8Text(), out var value, out reason)) return TryMakeObject(value, out message, out reason);
        reason = $"oslo.message is no JSON: {reason}";
        return false;
    }

    // Python's dict(): objects as they are, empty arrays and texts as {}, an array of pairs as an object.
    private static bool TryMakeObject(RawJson value, out RawJson message, [NotNullWhen(false)] out string? reason)
    {
        message = value;
        reason = null;
        if (value.Kind == JsonKind.Object) return true;
        message = EmptyObject;
        if (value.Kind is JsonKind.Array or JsonKind.Text && value.IsFalsy) return true;
        if (value.Kind == JsonKind.Array && TryMakeObjectOfPairs(value, out message)) return true;
        reason = $"the message is of kind {value.Kind}, expected an object";
        return false;
    }

    private static bool TryMakeObjectOfPairs(RawJson pairs, out RawJson message)
    {
        message = default;
        var output = new ArrayBufferWriter<byte>(pairs.Bytes.Length);
        output.Write("{"u8);
        foreach (var pair in pairs.Items())
        {
            var parts = pair.Items();
            if (pair.Kind != JsonKind.Array || !parts.MoveNext()) return false;
            var name = parts.Current;
            if (name.Kind is JsonKind.Array or JsonKind.Object || !parts.MoveNext()) return false;
            var value = parts.Current;
            if (parts.MoveNext()) return false;
            if (name.Kind != JsonKind.Text) continue; // no member of a message has such a name
            if (output.WrittenCount > 1) output.Write(", "u8);
            output.Write(name.Bytes.Span);
            output.Write(": "u8);
            output.Write(value.Bytes.Span);
        }

        output.Write("}"u8);
        message = new RawJson(output.WrittenMemory);
        return true;
    }

    private static bool TryRead(RawJson message, [NotNullWhen(true)] out Notification? notification, [NotNullWhen(false)] out string? reason)
    {
        RawJson messageId = default, publisherId = default, eventType = default, priority = default, payload = default, timestamp = default, uniqueId = default;
        RawJson timeout = default;
        ArrayBufferWriter<byte>? context = null;
        foreach (var member in message.Members())
        {
            if (member.NameEquals("payload"u8)) payload = member.Value;
            else if (member.NameEquals("priority"u8)) priority = member.Value;
            else if (member.NameEquals("event_type"u8)) eventType = member.Value;
            else if (member.NameEquals("publisher_id"u8)) publisherId = member.Value;
            else if (member.NameEquals("message_id"u8)) messageId = member.Value;
            else if (member.NameEquals("timestamp"u8)) timestamp = member.Value;
            else if (member.NameEquals("_unique_id"u8)) uniqueId = member.Value;
            else if (member.NameEquals("_timeout"u8)) timeout = member.Value;
            else if (member.RawName.Span.StartsWith(ContextPrefix)) AddContext(ref context, member);
        }

        if (priority.Kind is not (JsonKind.None or JsonKind.Text))
        {
            notification = null;
            reason = $"priority is {Shorten(priority)}, expected a text";
            return false;
        }

        reason = null;
        notification = new Notification
        {
            MessageId = messageId.GetText(),
            PublisherId = publisherId.GetText(),
            EventType = eventType.GetText(),
            Priority = LowerPriority(priority.GetText()),
            Timestamp = timestamp.GetText(),
            UniqueId = uniqueId.GetText(),
            Payload = payload.Kind == JsonKind.None ? Null : payload,
            Context = CloseContext(context, timeout),
        };
        return true;
    }

    private static void AddContext(ref ArrayBufferWriter<byte>? context, RawJson.Member member)
    {
        if (context is null) (context = new ArrayBufferWriter<byte>()).Write("{"u8);
        context.Write("\""u8);
        context.Write(member.RawName.Span[ContextPrefix.Length..]);
        context.Write("\": "u8);
        context.Write(member.Value.Bytes.Span);
        context.Write(", "u8);
    }

    private static RawJson CloseContext(ArrayBufferWriter<byte>? context, RawJson timeout)
    {
        if (context is null && timeout.Kind == JsonKind.None) return EmptyContext;
        if (context is null) (context = new ArrayBufferWriter<byte>()).Write("{"u8);
        context.Write("\"client_timeout\": "u8);
        context.Write(timeout.Kind == JsonKind.None ? "null"u8 : timeout.Bytes.Span);
        context.Write("}"u8);
        return new RawJson(context.WrittenMemory);
    }

    private static string LowerPriority(string? priority) => priority switch
    {
        "SAMPLE" => "sample",
        "INFO" => "info",
        null => "",
#pragma warning disable CA1308 // the bus's own form is lower case
        _ => priority.ToLowerInvariant(),
#pragma warning restore CA1308
    };

    private static string Shorten(RawJson value) => value.Bytes.Length <= 40 ? value.ToString() : $"of kind {value.Kind}";
}
