using System.Collections.Concurrent;
using Altimeter.Definitions;
using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.Options;

namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>Gives the resource definitions: a file of the operator, or the built-in ones. Each file is read once.</summary>
public sealed class ResourceDefinitionsSource(IOptions<CeilometerOptions> ceilometer, ILogger<ResourceDefinitionsSource> logger)
{
    /// <summary>Name that is looked for unless a publisher names another.</summary>
    public const string DefaultName = "gnocchi_resources.yaml";

    private const string BuiltInName = "gnocchi_resources.yaml (built in)";

    private static readonly Lazy<ResourceDefinitions> BuiltInDefinitions = new(ReadBuiltIn);

    private readonly ConcurrentDictionary<string, Lazy<ResourceDefinitions>> _files = new(StringComparer.Ordinal);

    /// <summary>The definitions that come with Altimeter.</summary>
    public static ResourceDefinitions BuiltIn => BuiltInDefinitions.Value;

    /// <summary>Gives the definitions of a file; the built-in ones when it is missing or refused, which is logged.</summary>
    /// <param name="name">The publisher's <c>resources_definition_file</c>; null for <see cref="DefaultName"/>.</param>
    public ResourceDefinitions Get(string? name) =>
        _files.GetOrAdd(name ?? DefaultName, file => new Lazy<ResourceDefinitions>(() => Load(file))).Value;

    /// <summary>Reads the file and lists what is wrong with it.</summary>
    /// <param name="name">File name.</param>
    /// <param name="problems">Takes what is wrong; a named file that is missing is a warning.</param>
    /// <returns>Null when it is missing or refused.</returns>
    public ResourceDefinitions? Read(string name, ProblemList problems)
    {
        var path = DefinitionFile.Find(name, ceilometer.Value.ConfigurationDirectory);
        if (path is not null) return DefinitionFile.Load(path, problems) is { } root ? new ResourceDefinitionsReader(problems).Read(root) : null;
        if (name != DefaultName) problems.Warning(name, 0, "", "is not found; the built-in definitions are used");
        return null;
    }

    private static ResourceDefinitions ReadBuiltIn()
    {
        using var stream = typeof(ResourceDefinitionsSource).Assembly.GetManifestResourceStream(DefaultName)!;
        using var reader = new StreamReader(stream);
        var problems = new ProblemList();
        var definitions = DefinitionFile.Parse(reader.ReadToEnd(), BuiltInName, problems) is { } root ? new ResourceDefinitionsReader(problems).Read(root) : null;
        return definitions ?? throw new InvalidOperationException(string.Join(Environment.NewLine, problems.Items));
    }

    private ResourceDefinitions Load(string name)
    {
        var problems = new ProblemList();
        var definitions = Read(name, problems);
        foreach (var problem in problems.Items) logger.DefinitionProblem(problem.ToString());
        if (definitions is null && problems.HasErrors) logger.DefinitionsRefused(name);
        return definitions ?? BuiltIn;
    }
}
