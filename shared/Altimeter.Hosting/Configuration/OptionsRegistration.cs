using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Configuration;

/// <summary>Registers option classes, and remembers their sections so that unknown keys are recognised.</summary>
public static class OptionsRegistration
{
    /// <summary>Binds a section to an option class and validates it at the start.</summary>
    /// <typeparam name="TOptions">Options with data annotations.</typeparam>
    /// <typeparam name="TValidator">Its <c>[OptionsValidator]</c> class, or one that knows rules across members. Messages name key, value and cure.</typeparam>
    public static IHostApplicationBuilder AddAltimeterOptions<TOptions, TValidator>(this IHostApplicationBuilder builder, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        if (!builder.KnownSections().TryAdd(section, typeof(TOptions))) return builder;
        builder.Services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        return builder;
    }

    /// <summary>Sections registered so far, by name, with the class that holds their keys.</summary>
    internal static Dictionary<string, Type> KnownSections(this IHostApplicationBuilder builder)
    {
        if (builder.Properties.TryGetValue(typeof(OptionsRegistration), out var known)) return (Dictionary<string, Type>)known;
        var sections = new Dictionary<string, Type>(StringComparer.OrdinalIgnoreCase);
        builder.Properties[typeof(OptionsRegistration)] = sections;
        return sections;
    }
}
