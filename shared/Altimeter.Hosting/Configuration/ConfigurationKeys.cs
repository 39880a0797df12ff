using System.Collections;
using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Altimeter.Hosting.Configuration;

/// <summary>Compares what is configured with what the option classes know: unknown keys and values of the wrong type, all at once.</summary>
internal static class ConfigurationKeys
{
    /// <summary>Section of the framework, with keys of its own, e.g. <c>Logging:LogLevel:Default</c>.</summary>
    private const string Logging = "Logging";

    /// <summary>Lists every problem of the known sections, one sentence each.</summary>
    public static IEnumerable<string> Check(IConfiguration configuration, IReadOnlyDictionary<string, Type> sections) =>
        sections.SelectMany(section => CheckMembers(configuration.GetSection(section.Key), section.Value));

    /// <summary>Lists the options of a command line that no section knows.</summary>
    public static IEnumerable<string> CheckOverrides(IEnumerable<string> keys, IReadOnlyDictionary<string, Type> sections) =>
        from key in keys
        let section = key.Split(':')[0]
        where !sections.ContainsKey(section) && !string.Equals(section, Logging, StringComparison.OrdinalIgnoreCase)
        select $"unknown section '{section}' in --{key}{Nearest(section, sections.Keys)}";

    private static IEnumerable<string> CheckMembers(IConfigurationSection section, Type type)
    {
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            var member = members.FirstOrDefault(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (member is null)
            {
                yield return $"unknown key '{child.Path}'{Nearest(child.Key, members.Select(property => property.Name), section.Path)}";
                continue;
            }

            foreach (var problem in CheckValue(child, Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType)) yield return problem;
        }
    }

    private static IEnumerable<string> CheckValue(IConfigurationSection value, Type type)
    {
        if (type == typeof(string)) return [];
        if (type.IsAssignableTo(typeof(IEnumerable)))
        {
            var element = type.GetElementType() ?? type.GetGenericArguments().LastOrDefault() ?? typeof(string);
            return value.GetChildren().SelectMany(item => CheckValue(item, element));
        }

        if (type.IsClass && value.Value is null) return CheckMembers(value, type);
        return value.Value is null || TypeDescriptor.GetConverter(type) is not { } converter || IsValid(converter, type, value.Value)
            ? []
            : [$"{value.Path} is '{value.Value}'; {Expected(type)} is expected"];
    }

    private static bool IsValid(TypeConverter converter, Type type, string text)
    {
        if (type.IsEnum) return Enum.TryParse(type, text, ignoreCase: true, out var value) && Enum.IsDefined(type, value);
        try
        {
            converter.ConvertFromInvariantString(text);
            return true;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Expected(Type type) =>
        type.IsEnum ? string.Join(" or ", Enum.GetNames(type))
        : type == typeof(bool) ? "true or false"
        : type == typeof(TimeSpan) ? "a duration such as 00:01:00"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type.GetCustomAttribute<DescriptionAttribute>() is { } known ? known.Description
        : $"a value of type {type.Name}";

    private static string Nearest(string unknown, IEnumerable<string> known, string? section = null)
    {
        var nearest = known.OrderBy(name => Distance(unknown, name)).FirstOrDefault();
        if (nearest is null) return "";
        return $"; did you mean '{(section is null ? nearest : $"{section}:{nearest}")}'?";
    }

    // Levenshtein, case-insensitive.
    private static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + change);
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
