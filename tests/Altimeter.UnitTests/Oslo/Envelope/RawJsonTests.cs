using System.Text;
using Altimeter.Oslo.Envelope;
using CsCheck;
using Xunit;

namespace Altimeter.UnitTests.Oslo.Envelope;

public sealed class RawJsonTests
{
    [Theory]
    [InlineData("NaN", JsonKind.Float)]
    [InlineData("-Infinity", JsonKind.Float)]
    [InlineData("1", JsonKind.Integer)]
    [InlineData("-1606938044258990275541962092341162602522202993782792835301376", JsonKind.Integer)]
    [InlineData("1.0", JsonKind.Float)]
    [InlineData("1e3", JsonKind.Float)]
    [InlineData(" \"\\ud800\" ", JsonKind.Text)]
    [InlineData("null", JsonKind.Null)]
    [InlineData("[]", JsonKind.Array)]
    [InlineData("{\"a\": [{}, []]}", JsonKind.Object)]
    public void TryParse_WhatPythonReads_GivesKind(string json, JsonKind kind)
    {
        Assert.True(RawJson.TryParse(Encoding.UTF8.GetBytes(json), out var value, out var reason), reason);

        Assert.Equal(kind, value.Kind);
        Assert.Equal(json.Trim(), value.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("1.")]
    [InlineData("+1")]
    [InlineData("nan")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{\"a\": 1,}")]
    [InlineData("[1 2]")]
    [InlineData("[1,]")]
    [InlineData("\"\\x\"")]
    [InlineData("\"\\u12g4\"")]
    [InlineData("\"a\nb\"")]
    [InlineData("\"abc")]
    [InlineData("{} {}")]
    [InlineData("\ufeff{}")]
    public void TryParse_WhatPythonRefuses_SaysWhy(string json)
    {
        Assert.False(RawJson.TryParse(Encoding.UTF8.GetBytes(json), out _, out var reason));

        Assert.NotEmpty(reason);
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    [InlineData(100_000, false)]
    public void TryParse_Nested_IsBounded(int depth, bool isFine)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth));

        Assert.Equal(isFine, RawJson.TryParse(json, out _, out _));
    }

    [Fact]
    public void TryGetMember_RepeatedAndEscapedName_GivesLast()
    {
        Assert.True(RawJson.TryParse("{\"a\": 1, \"\\u0061\": 2, \"b\": 3}"u8.ToArray(), out var value, out _));

        Assert.True(value.TryGetMember("a"u8, out var member));
        Assert.Equal("2", member.ToString());
    }

    [Fact]
    public void GetText_Escapes_AreUndone()
    {
        Assert.True(RawJson.TryParse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\ude00 \\ud800é\""u8.ToArray(), out var value, out _));

        Assert.Equal("\"\\/\b\f\n\r\té😀 \ud800é", value.GetText());
        Assert.Equal("\"\\/\b\f\n\r\té😀 \\ud800é", Encoding.UTF8.GetString(value.GetUtf8Text().Span));
    }

    [Fact]
    public void TryParse_EveryPrefixAndFlippedByte_NeverThrows()
    {
        var json = "{\"a\": [1, -2.5e-7, NaN, null, true, \"x\\u00e9\\n\"], \"b\": {\"c\": {}, \"d\": []}}"u8.ToArray();

        for (var length = 0; length < json.Length; length++) Walk(json.AsMemory(0, length));
        for (var i = 0; i < json.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var changed = json.ToArray();
                changed[i] ^= (byte)(1 << bit);
                Walk(changed);
            }
        }
    }

    [Fact]
    public void TryParse_AnyJsonLikeText_NeverThrows() =>
        Gen.OneOf("{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d800", "1", "-", ".", "e", "NaN", "true", " ", "é").Array[0, 40]
            .Sample(parts => Walk(Encoding.UTF8.GetBytes(string.Concat(parts))));

    // Whatever the check accepts must be walkable to the end.
    private static void Walk(ReadOnlyMemory<byte> json)
    {
        if (RawJson.TryParse(json, out var value, out _)) Walk(value);
    }

    private static void Walk(RawJson value)
    {
        _ = value.GetText();
        foreach (var member in value.Members())
        {
            _ = member.Name;
            Walk(member.Value);
        }

        foreach (var item in value.Items()) Walk(item);
    }
}
