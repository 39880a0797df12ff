using System.Globalization;

namespace Altimeter.SnmpSimulator.Recordings;

/// <summary>A number that moves with the age of its device.</summary>
/// <param name="Initial">Value at the start.</param>
/// <param name="Rate">Added per second.</param>
/// <param name="Min">Lowest value of a swing.</param>
/// <param name="Max">Highest value of a swing.</param>
/// <param name="Period">Seconds of one swing; 0 for none.</param>
/// <param name="Phase">Where in the swing the device starts, 0 to 1.</param>
internal sealed record Variation(double Initial, double Rate, double Min, double Max, double Period, double Phase)
{
    /// <summary>Reads <c>initial=…,rate=…</c> or <c>min=…,max=…,period=…[,phase=…]</c>.</summary>
    /// <exception cref="FormatException">Unknown key, or no number.</exception>
    public static Variation Parse(string text)
    {
        var variation = new Variation(0, 0, 0, 0, 0, 0);
        foreach (var field in text.Split(','))
        {
            var pair = field.Split('=', 2);
            if (pair.Length < 2 || !double.TryParse(pair[1], CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                throw new FormatException($"'{field}' is no key=number");
            variation = pair[0] switch
            {
                "initial" => variation with { Initial = value },
                "rate" => variation with { Rate = value },
                "min" => variation with { Min = value },
                "max" => variation with { Max = value },
                "period" when value > 0 => variation with { Period = value },
                "phase" => variation with { Phase = value },
                _ => throw new FormatException($"'{field}' is not understood; expected initial, rate, min, max, period (above 0) or phase"),
            };
        }
        return variation;
    }

    /// <summary>The number at an age.</summary>
    public double At(TimeSpan age)
    {
        if (Period <= 0) return Initial + (Rate * age.TotalSeconds);
        var swing = Math.Sin(2 * Math.PI * ((age.TotalSeconds / Period) + Phase));
        return Min + ((Max - Min) * (1 + swing) / 2);
    }
}
