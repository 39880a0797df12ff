using System.Collections.Frozen;
using System.Globalization;

namespace Altimeter.Standalone.Store.Model;

/// <summary>The names of aggregation methods, and what <c>*</c>, <c>+x</c> and <c>-x</c> in a policy stand for (spec §10).</summary>
internal static class AggregationMethods
{
    public const string RatePrefix = "rate:";

    /// <summary>Methods of a policy that names none.</summary>
    public static readonly IReadOnlyList<string> Default = ["mean", "min", "max", "sum", "std", "count"];

    /// <summary>Every method.</summary>
    public static readonly FrozenSet<string> All = Names().ToFrozenSet();

    /// <summary>True for a method with or without a sign, and for <c>*</c>.</summary>
    public static bool IsEntry(string entry) => entry == "*" || All.Contains(entry) || (entry.Length > 0 && entry[0] is '+' or '-' && All.Contains(entry[1..]));

    /// <summary>The methods that a policy's entries stand for.</summary>
    public static List<string> Resolve(IReadOnlyList<string> entries)
    {
        IEnumerable<string> start = entries.Contains("*") ? Names()
            : entries.All(entry => entry[0] is '+' or '-') ? Default
            : entries;
        var methods = start.Where(All.Contains).ToList();
        foreach (var entry in entries)
        {
            if (entry[0] == '-')
            {
                methods.Remove(entry[1..]);
            }
            else if (entry[0] == '+')
            {
                methods.Add(entry[1..]);
            }
        }

        return [.. methods.Distinct()];
    }

    private static IEnumerable<string> Names()
    {
        string[] plain =
        [
            .. (ReadOnlySpan<string>)["mean", "sum", "last", "max", "min", "std", "median", "first", "count"],
            .. Enumerable.Range(1, 99).Select(n => n.ToString(CultureInfo.InvariantCulture) + "pct"),
        ];
        return [.. plain, .. plain.Select(method => RatePrefix + method)];
    }
}
