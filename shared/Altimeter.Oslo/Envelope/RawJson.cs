using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Altimeter.Oslo.Envelope;

/// <summary>One JSON value in its original text, read as Python reads it: numbers keep their spelling, NaN and the infinities are values, lone surrogates pass.</summary>
/// <remarks>A value is a slice of the document, checked once by <see cref="TryParse"/>; looking inside allocates nothing but the texts asked for.</remarks>
public readonly record struct RawJson
{
    internal RawJson(ReadOnlyMemory<byte> checkedText) => Bytes = checkedText;

    /// <summary>The value's text, UTF-8, without white space around; empty for <see cref="JsonKind.None"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What the value is.</summary>
    public JsonKind Kind => JsonScanner.KindOf(Bytes.Span);

    /// <summary>Whether Python would call it false: null, <c>false</c>, zero, or empty.</summary>
    public bool IsFalsy => Kind switch
    {
        JsonKind.None or JsonKind.Null or JsonKind.False => true,
        JsonKind.Text => Bytes.Length == 2,
        JsonKind.Array or JsonKind.Object => !Items().MoveNext(),
        JsonKind.Integer or JsonKind.Float => double.TryParse(Bytes.Span, CultureInfo.InvariantCulture, out var number) && number == 0,
        _ => false,
    };

    /// <summary>Reads a document: one value, at most 128 levels deep, white space around it allowed.</summary>
    /// <param name="json">UTF-8; referred to, not copied.</param>
    /// <param name="value">The value.</param>
    /// <param name="reason">What is wrong and at which byte; null on success.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, out RawJson value, [NotNullWhen(false)] out string? reason)
    {
        reason = JsonScanner.Check(json.Span, out var start, out var end);
        value = reason is null ? new RawJson(json[start..end]) : default;
        return reason is null;
    }

    /// <summary>Finds a member of an object; of several with one name the last, as in Python.</summary>
    /// <param name="name">Name in UTF-8.</param>
    /// <param name="value">The value; of kind <see cref="JsonKind.None"/> when there is none.</param>
    /// <returns>Whether the member exists; false when this is no object.</returns>
    public bool TryGetMember(ReadOnlySpan<byte> name, out RawJson value)
    {
        value = default;
        if (Kind != JsonKind.Object) return false;
        foreach (var member in Members())
        {
            if (member.NameEquals(name)) value = member.Value;
        }

        return !value.Bytes.IsEmpty;
    }

    /// <summary>The text of a text value, unescaped; lone surrogates stay.</summary>
    /// <returns>Null when this is no text.</returns>
    public string? GetText() => Kind == JsonKind.Text ? JsonText.Unescape(Bytes.Span[1..^1]) : null;

    /// <summary>The text of a text value as UTF-8; a lone surrogate stays as its escape.</summary>
    /// <exception cref="InvalidOperationException">This is no text.</exception>
    public ReadOnlyMemory<byte> GetUtf8Text() =>
        Kind == JsonKind.Text ? JsonText.UnescapeToUtf8(Bytes[1..^1]) : throw new InvalidOperationException("the value is no text");

    /// <summary>The members of an object in order, repeated names included; nothing for other kinds.</summary>
    public MemberEnumerator Members() => new(Kind == JsonKind.Object ? Bytes : default);

    /// <summary>The items of an array in order, or the values of an object; nothing for other kinds.</summary>
    public ItemEnumerator Items() => new(Kind is JsonKind.Array or JsonKind.Object ? Bytes : default);

    /// <summary>The original text.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>One member of an object.</summary>
    public readonly record struct Member
    {
        internal Member(ReadOnlyMemory<byte> name, RawJson value)
        {
            RawName = name;
            Value = value;
        }

        /// <summary>Name between the quotes, still escaped, UTF-8.</summary>
        public ReadOnlyMemory<byte> RawName { get; }

        /// <summary>Value.</summary>
        public RawJson Value { get; }

        /// <summary>Name, unescaped.</summary>
        public string Name => JsonText.Unescape(RawName.Span);

        /// <summary>Compares the unescaped name.</summary>
        public bool NameEquals(ReadOnlySpan<byte> utf8) =>
            RawName.Span.SequenceEqual(utf8) || (RawName.Span.Contains((byte)'\\') && JsonText.UnescapeToUtf8(RawName).Span.SequenceEqual(utf8));
    }

#pragma warning disable CA1815 // nobody compares enumerators
    /// <summary>Walks over members.</summary>
    public struct MemberEnumerator(ReadOnlyMemory<byte> json)
    {
        private int _position = 1;

        /// <summary>The member reached.</summary>
        public Member Current { get; private set; }

        /// <summary>Itself, for <c>foreach</c>.</summary>
        public readonly MemberEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next member.</summary>
        public bool MoveNext()
        {
            var span = json.Span;
            if (span.IsEmpty || !MoveToNext(span, ref _position)) return false;
            var start = _position;
            JsonScanner.SkipValue(span, ref _position);
            var name = json[(start + 1)..(_position - 1)];
            JsonScanner.SkipSpace(span, ref _position);
            _position++;
            Current = new Member(name, TakeValue(json, ref _position));
            return true;
        }
    }

    /// <summary>Walks over items.</summary>
    public struct ItemEnumerator(ReadOnlyMemory<byte> json)
    {
        private int _position = 1;

        /// <summary>The item reached.</summary>
        public RawJson Current { get; private set; }

        /// <summary>Itself, for <c>foreach</c>.</summary>
        public readonly ItemEnumerator GetEnumerator() => this;

        /// <summary>Goes to the next item.</summary>
        public bool MoveNext()
        {
            var span = json.Span;
            if (span.IsEmpty || !MoveToNext(span, ref _position)) return false;
            if (span[0] == '{')
            {
                JsonScanner.SkipValue(span, ref _position);
                JsonScanner.SkipSpace(span, ref _position);
                _position++;
            }

            Current = TakeValue(json, ref _position);
            return true;
        }
    }
#pragma warning restore CA1815

    private static bool MoveToNext(ReadOnlySpan<byte> json, ref int position)
    {
        JsonScanner.SkipSpace(json, ref position);
        if (json[position] is (byte)'}' or (byte)']') return false;
        if (json[position] == ',') position++;
        JsonScanner.SkipSpace(json, ref position);
        return true;
    }

    private static RawJson TakeValue(ReadOnlyMemory<byte> json, ref int position)
    {
        var span = json.Span;
        JsonScanner.SkipSpace(span, ref position);
        var start = position;
        JsonScanner.SkipValue(span, ref position);
        return new RawJson(json[start..position]);
    }
}
