using System.Globalization;

namespace Altimeter.Testing.Launchers;

/// <summary>One of our services, started as a process of its own from the build's output.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly GuardedProcess _process;

    private ServiceProcess(string project, GuardedProcess process, int port)
    {
        Project = project;
        _process = process;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>Name of the project, e.g. <c>Altimeter.GnocchiWriter</c>.</summary>
    public string Project { get; }

    /// <summary>Client of its health and metrics endpoints.</summary>
    public HttpClient Http { get; }

    /// <summary>Lines of standard output: results.</summary>
    public ProcessOutput Output => _process.Output;

    /// <summary>Lines of standard error: the log.</summary>
    public ProcessOutput Errors => _process.Errors;

    /// <summary>Exit status once it has ended.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>Starts a service without waiting for anything.</summary>
    /// <param name="project">Name of the project, e.g. <c>Altimeter.GnocchiWriter</c>.</param>
    /// <param name="settings">Configuration keys with colons, e.g. <c>RabbitMq:Url</c>; passed as environment variables.</param>
    /// <param name="arguments">Command line.</param>
    public static async Task<ServiceProcess> LaunchAsync(string project, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var port = FreePorts.Tcp();
        var environment = settings.ToDictionary(s => s.Key.Replace(":", "__", StringComparison.Ordinal), s => (string?)s.Value);
        environment.TryAdd("Http__Bind", "127.0.0.1");
        environment.TryAdd("Http__Port", port.ToString(CultureInfo.InvariantCulture));
        environment.TryAdd("DOTNET_NOLOGO", "1");
        environment.TryAdd("Ceilometer__ConfigurationDirectory", ""); // else /etc/ceilometer, which is there where Ceilometer's packages are installed
        return new ServiceProcess(project, await GuardedProcess.StartAsync(["dotnet", AssemblyOf(project), .. arguments], environment), port);
    }

    /// <summary>Starts a service and waits until <c>/health/ready</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds its last lines.</exception>
    /// <exception cref="TimeoutException">It is not ready after 60 s; the message holds its last lines.</exception>
    /// <inheritdoc cref="LaunchAsync"/>
    public static async Task<ServiceProcess> StartAsync(
        string project, IReadOnlyDictionary<string, string> settings, CancellationToken cancellationToken, params string[] arguments)
    {
        var service = await LaunchAsync(project, settings, arguments);
        try
        {
            await service.WaitUntilReadyAsync(StartLimit, cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Wait.UntilAsync(
                $"{Project} ready",
                limit,
                async token =>
                {
                    if (Exited.IsCompleted) throw new InvalidOperationException(Tail());
                    using var response = await Http.GetAsync("/health/ready", token);
                    return response.IsSuccessStatusCode;
                },
                cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{Tail()}", e);
        }
    }

    /// <summary>Sum of a metric over all its label sets, as <c>/metrics</c> shows it; 0 when it is not there.</summary>
    /// <param name="name">In Prometheus' form, e.g. <c>altimeter_router_notifications_total</c>.</param>
    /// <param name="label">Only series whose labels contain this text, e.g. <c>outcome="unhandled"</c>; empty: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<double> MetricAsync(string name, string label, CancellationToken cancellationToken)
    {
        var text = await Http.GetStringAsync("/metrics", cancellationToken);
        return text.Split('\n')
            .Where(l => l.StartsWith(name, StringComparison.Ordinal) && l.Length > name.Length && l[name.Length] is '{' or ' ')
            .Where(l => l.Contains(label, StringComparison.Ordinal))
            .Select(l => l[(l.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Sum(parts => double.Parse(parts[0].StartsWith(name, StringComparison.Ordinal) ? parts[1] : parts[0], CultureInfo.InvariantCulture));
    }

    /// <summary>The most memory that it has had so far, in MiB (VmHWM).</summary>
    public double PeakMemory
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                return 0; // it has ended
            }
        }
    }

    /// <summary>Ends it at once: SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Stops it until <see cref="Resume"/>: SIGSTOP.</summary>
    public void Freeze() => _process.Freeze();

    /// <summary>Lets it go on after <see cref="Freeze"/>.</summary>
    public void Resume() => _process.Resume();

    /// <summary>SIGTERM, and SIGKILL after the limit; returns the exit status, 0 for a graceful end.</summary>
    public Task<int> StopAsync(TimeSpan limit) => _process.StopAsync(limit);

    /// <summary>Its last lines, for messages.</summary>
    public string Tail() => $"{Project}: {_process.Tail()}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }

    // artifacts/bin/<test project>/<configuration>/ is where the test runs; the services are beside it.
    private static string AssemblyOf(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var path = Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, $"{project}.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is not there; build the solution first");
    }
}
