using System.Text.RegularExpressions;
using Altimeter.Testing.Launchers;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Altimeter.UnitTests.Infra;

/// <summary>docker-compose.yml with its anchors merged in, and .env.example beside it.</summary>
internal static partial class ComposeFile
{
    /// <summary>Services by name, each with its keys as YamlDotNet gives them.</summary>
    public static IReadOnlyDictionary<string, Dictionary<object, object>> Services { get; } = Load();

    /// <summary>The file as it is.</summary>
    public static string Text => File.ReadAllText(Repository.PathOf("docker-compose.yml"));

    /// <summary>Variables of .env.example.</summary>
    public static IReadOnlyDictionary<string, string> Example { get; } = File.ReadLines(Repository.PathOf(".env.example"))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split('=', 2))
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Names of the variables that a text needs.</summary>
    public static IEnumerable<string> VariablesOf(string text) => Variable().Matches(text).Select(match => match.Groups[1].Value);

    /// <summary>The environment of a service, its variables replaced by the values of .env.example.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentOf(string service) =>
        RawEnvironmentOf(service).ToDictionary(entry => entry.Key, entry => Variable().Replace(entry.Value, match => Example[match.Groups[1].Value]));

    /// <summary>The environment of a service as the file has it.</summary>
    public static IReadOnlyDictionary<string, string> RawEnvironmentOf(string service) =>
        Services[service].TryGetValue("environment", out var environment)
            ? ((Dictionary<object, object>)environment).ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value)
            : [];

    private static Dictionary<string, Dictionary<object, object>> Load()
    {
        using var reader = new StringReader(Text);
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(reader)));
        return ((Dictionary<object, object>)root["services"]).ToDictionary(entry => (string)entry.Key, entry => (Dictionary<object, object>)entry.Value);
    }

    [GeneratedRegex(@"\$\{([A-Z_]+)(:\?[^}]*)?\}")]
    private static partial Regex Variable();
}
