using Altimeter.Definitions;
using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.CommandLine;

/// <summary>Everything that can be wrong before the start, in one list.</summary>
internal static class StartupValidation
{
    /// <summary>Checks keys and types first, then rules across members, then the files; each stage runs only when what it reads is sound.</summary>
    public static IReadOnlyList<Problem> Run(IServiceProvider services, IConfiguration configuration, IReadOnlyDictionary<string, Type> sections, IReadOnlyList<string> overrideKeys)
    {
        var problems = ConfigurationKeys.CheckOverrides(overrideKeys, sections).Concat(ConfigurationKeys.Check(configuration, sections)).Select(OptionProblem).ToList();
        if (problems.Count > 0) return problems;

        foreach (var (section, type) in sections) problems.AddRange(ValidateOptions(services, section, type).Select(OptionProblem));
        if (problems.Count > 0) return problems;

        return [.. services.GetServices<IStartupCheck>().SelectMany(check => check.Check())];
    }

    /// <summary>The same for a few sections, without the files.</summary>
    public static IReadOnlyList<Problem> RunFor(
        IReadOnlyCollection<string> wanted, IServiceProvider services, IConfiguration configuration, IReadOnlyDictionary<string, Type> sections, IReadOnlyList<string> overrideKeys)
    {
        var some = sections.Where(section => wanted.Contains(section.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var problems = ConfigurationKeys.CheckOverrides(overrideKeys, sections).Concat(ConfigurationKeys.Check(configuration, some)).Select(OptionProblem).ToList();
        if (problems.Count > 0) return problems;

        foreach (var (section, type) in some) problems.AddRange(ValidateOptions(services, section, type).Select(OptionProblem));
        return problems;
    }

    // Data annotations say "Port: The field TestOptions.Port must be …": put the key that the operator wrote in its place.
    private static string Named(string section, Type type, string failure)
    {
        var colon = failure.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0 || type.GetProperty(failure[..colon]) is not { } member) return failure;
        return $"{section}:{failure}".Replace($"The field {type.Name}.{member.Name} ", "", StringComparison.Ordinal);
    }

    private static Problem OptionProblem(string message) => new(Severity.Error, "options", 0, "", message);

    private static IEnumerable<string> ValidateOptions(IServiceProvider services, string section, Type type)
    {
        var options = services.GetRequiredService(typeof(IOptions<>).MakeGenericType(type));
        try
        {
            _ = options.GetType().GetProperty(nameof(IOptions<>.Value))!.GetValue(options);
            return [];
        }
        catch (System.Reflection.TargetInvocationException e) when (e.InnerException is OptionsValidationException invalid)
        {
            return invalid.Failures.Select(failure => Named(section, type, failure));
        }
    }
}
