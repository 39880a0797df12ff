using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.Lanes;

/// <summary>The readable list of meters that a message with samples carries.</summary>
public static class MeterNames
{
    /// <summary>Gives the distinct meter names in order of first appearance.</summary>
    public static IReadOnlyList<string> Of(ReadOnlySpan<Sample> samples)
    {
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            if (known.Add(sample.Name)) names.Add(sample.Name);
        }

        return names;
    }
}
