using System.CommandLine;
using Altimeter.Hosting.CommandLine;

namespace Altimeter.Hosting;

/// <summary>What the command line says about a service.</summary>
/// <param name="Name">Name of the executable and of the service in queues, logs and telemetry, e.g. <c>gnocchi-writer</c>.</param>
/// <param name="Summary">One sentence for <c>--help</c>.</param>
/// <param name="DefaultPort">Port of health and metrics when <c>Http:Port</c> is not set.</param>
public sealed record ServiceDescription(string Name, string Summary, int DefaultPort)
{
    /// <summary>Options of <c>run</c> beside the common ones.</summary>
    public IReadOnlyList<Option> Options { get; init; } = [];

    /// <summary>Gives the configuration keys and values that <see cref="Options"/> stand for.</summary>
    public Func<ParseResult, IEnumerable<KeyValuePair<string, string?>>> ToConfiguration { get; init; } = static _ => [];

    /// <summary>Try-out verbs; none of them builds the bus.</summary>
    public IReadOnlyList<Command> Verbs { get; init; } = [];

    /// <summary>Verbs that work with the configured service, which is not started: each is made with the way to its services.</summary>
    public IReadOnlyList<Func<UseServices, Command>> ServiceVerbs { get; init; } = [];

    /// <summary>Whether it has a bus, and with it dead letters and things that are thrown away.</summary>
    public bool HasBus { get; init; } = true;

    /// <summary>Those of <see cref="Options"/> that say where the dead letters are when there is no broker.</summary>
    public IReadOnlyList<Option> DeadLetterOptions { get; init; } = [];

    /// <summary>Directory of Ceilometer's files when none is given and it exists; null: built-in defaults only.</summary>
    public string? DefaultConfigurationDirectory { get; init; } = "/etc/ceilometer";
}
