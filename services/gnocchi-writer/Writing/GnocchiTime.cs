using System.Globalization;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Timestamps of measures, as far as samples have them: ISO 8601 (spec/gnocchi.md §12).</summary>
public static class GnocchiTime
{
    private const long NanosecondsPerTick = 100;
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int FractionDigits = 9;

    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"];

    // Gnocchi counts nanoseconds in 64 bits.
    private static readonly DateTime Latest = DateTime.UnixEpoch.AddTicks(long.MaxValue / NanosecondsPerTick);

    /// <summary>Reads a timestamp: date and time with <c>T</c> or a blank, or a date; fraction to nanoseconds; zone offset, <c>Z</c> or none (UTC).</summary>
    /// <param name="text">The text; null is no timestamp.</param>
    /// <param name="nanoseconds">Nanoseconds since 1970, UTC.</param>
    /// <returns>False for anything else, for times before 1970 and for times after 2262, which Gnocchi refuses or misreads.</returns>
    public static bool TryParse(string? text, out long nanoseconds)
    {
        nanoseconds = 0;
        var rest = text.AsSpan();
        if (!TryTakeOffset(ref rest, out var offset) || !TryTakeFraction(ref rest, out var fraction)) return false;
        if (!DateTime.TryParseExact(rest, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
            return false;
        var ticks = (time - DateTime.UnixEpoch).Ticks - offset.Ticks;
        if (ticks < 0 || ticks >= (Latest - DateTime.UnixEpoch).Ticks) return false;
        nanoseconds = (ticks * NanosecondsPerTick) + fraction;
        return true;
    }

    /// <summary>Writes a time in UTC, the fraction only as far as it goes: <c>2026-11-25T12:05:00Z</c>.</summary>
    /// <param name="nanoseconds">Nanoseconds since 1970.</param>
    public static string Format(long nanoseconds)
    {
        var fraction = nanoseconds % NanosecondsPerSecond;
        var text = DateTime.UnixEpoch.AddTicks((nanoseconds - fraction) / NanosecondsPerTick).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return fraction == 0 ? $"{text}Z" : $"{text}.{fraction.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}Z";
    }

    private static bool TryTakeOffset(ref ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text.EndsWith("Z"))
        {
            text = text[..^1];
            return true;
        }

        var time = text.IndexOf(':');
        var sign = time < 0 ? -1 : text[time..].IndexOfAny('+', '-');
        if (sign < 0) return true;
        sign += time;
        var digits = text[(sign + 1)..];
        Span<char> packed = stackalloc char[4];
        if (digits is [_, _, ':', _, _])
        {
            digits[..2].CopyTo(packed);
            digits[3..].CopyTo(packed[2..]);
        }
        else if (digits.Length is 2 or 4)
        {
            packed.Fill('0');
            digits.CopyTo(packed);
        }
        else
        {
            return false;
        }

        if (!int.TryParse(packed, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value / 100 > 23 || value % 100 > 59) return false;
        offset = new TimeSpan(value / 100, value % 100, 0) * (text[sign] == '-' ? -1 : 1);
        text = text[..sign];
        return true;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<char> text, out long nanoseconds)
    {
        nanoseconds = 0;
        var dot = text.IndexOf('.');
        if (dot < 0) return true;
        var digits = text[(dot + 1)..];
        if (digits.IsEmpty || digits.Length > 18) return false;
        for (var i = 0; i < Math.Max(digits.Length, FractionDigits); i++)
        {
            var digit = i < digits.Length ? digits[i] : '0';
            if (!char.IsAsciiDigit(digit)) return false;
            if (i < FractionDigits) nanoseconds = (nanoseconds * 10) + (digit - '0');
        }

        text = text[..dot];
        return text.LastIndexOf(':') > text.IndexOf(':'); // a fraction belongs to seconds
    }
}
