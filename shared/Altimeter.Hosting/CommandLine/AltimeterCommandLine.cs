using System.CommandLine;

namespace Altimeter.Hosting.CommandLine;

/// <summary>The grammar of every service: <c>&lt;service&gt; [run] | &lt;verb&gt; [options] [--Section:Key=value …]</c>.</summary>
internal sealed class AltimeterCommandLine
{
    private readonly Option<string?> _configurationDirectory = new("--config-dir")
    {
        Description = "Directory of Ceilometer's files (polling.yaml, pipeline.yaml, …); a missing file falls back to the built-in default.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _validate = new("--validate") { Description = "Check the configuration, list every problem, and end." };
    private readonly Option<bool> _strict = new("--strict") { Description = "With --validate: warnings count as errors." };
    private readonly RootCommand _root;

    /// <param name="service">Name, help, verbs.</param>
    /// <param name="run">Runs the service.</param>
    /// <param name="use">Composes the service without starting it, for the verbs that work on what it left.</param>
    public AltimeterCommandLine(
        ServiceDescription service,
        Func<RunRequest, CancellationToken, Task<int>> run,
        Func<RunRequest, Func<IServiceProvider, CancellationToken, Task<int>>, CancellationToken, Task<int>> use)
    {
        _root = new RootCommand($"{service.Summary}\n\nAny setting can be given as --Section:Key=value, e.g. --RabbitMq:Url=amqp://user:password@host/vhost.");
        var runCommand = new Command("run", "Run the service (the default).");
        foreach (var command in new Command[] { _root, runCommand })
        {
            foreach (var option in (IEnumerable<Option>)[_configurationDirectory, _validate, _strict, .. service.Options]) command.Add(option);
            command.SetAction((result, token) => run(ToRequest(service, result), token));
        }

        _root.Add(runCommand);
        _root.Add(ContractsCommand.Create());
        foreach (var verb in service.Verbs) _root.Add(verb);
        if (!service.HasBus) return;
        UseServices composed = (result, work, token) => use(ToRequest(service, result), work, token);
        foreach (var create in service.ServiceVerbs) _root.Add(create(composed));
        _root.Add(DeadLettersCommand.Create(service, composed));
        _root.Add(ThrownAwayCommand.Create(service, composed));
    }

    /// <summary>Settings of the command line, in the order given; the last of equal keys wins.</summary>
    public List<KeyValuePair<string, string?>> Overrides { get; } = [];

    /// <summary>Parses and runs.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> InvokeAsync(string[] args)
    {
        if (!TakeOverrides(args, out var rest, out var error))
        {
            await Console.Error.WriteLineAsync(error);
            return ExitCode.Usage;
        }

        var result = _root.Parse(rest);
        if (result.Errors.Count > 0)
        {
            foreach (var problem in result.Errors) await Console.Error.WriteLineAsync(problem.Message);
            await Console.Error.WriteLineAsync("Use --help to see what is understood.");
            return ExitCode.Usage;
        }

        return await result.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private RunRequest ToRequest(ServiceDescription service, ParseResult result)
    {
        var settings = new List<KeyValuePair<string, string?>>();
        if (result.GetValue(_configurationDirectory) is { } directory) settings.Add(new("Ceilometer:ConfigurationDirectory", directory));
        settings.AddRange(service.ToConfiguration(result));
        settings.AddRange(Overrides);
        return new RunRequest(settings, [.. Overrides.Select(setting => setting.Key)], result.GetValue(_validate), result.GetValue(_strict));
    }

    // System.CommandLine does not know options whose names it was not told: take --Section:Key=value and --Section:Key value out first.
    private bool TakeOverrides(string[] args, out string[] rest, out string error)
    {
        var others = new List<string>();
        error = "";
        for (var i = 0; i < args.Length; i++)
        {
            var arg = args[i];
            var equals = arg.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? arg : arg[..equals];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal))
            {
                others.Add(arg);
                continue;
            }

            if (equals < 0 && i + 1 == args.Length) error = $"{name} needs a value: {name}=value";
            Overrides.Add(new(name[2..], equals >= 0 ? arg[(equals + 1)..] : i + 1 < args.Length ? args[++i] : null));
        }

        rest = [.. others];
        return error.Length == 0;
    }
}

/// <summary>Gives a verb the services of the composed host, which is not started.</summary>
/// <returns>The exit code.</returns>
public delegate Task<int> UseServices(ParseResult result, Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken cancellationToken);

/// <summary>What the command line wants of <c>run</c>.</summary>
/// <param name="Settings">Configuration keys and values, later ones win.</param>
/// <param name="OverrideKeys">Keys that were given as <c>--Section:Key</c>.</param>
/// <param name="ValidateOnly">Check the configuration and end.</param>
/// <param name="Strict">Warnings count as errors.</param>
internal sealed record RunRequest(IReadOnlyList<KeyValuePair<string, string?>> Settings, IReadOnlyList<string> OverrideKeys, bool ValidateOnly, bool Strict);
