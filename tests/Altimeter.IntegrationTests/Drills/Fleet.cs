using System.Collections.Concurrent;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Drills;

/// <summary>Replicas of the four services as processes of their own.</summary>
/// <param name="access">Their users and virtual hosts.</param>
/// <param name="settings">Settings of a service.</param>
public sealed class Fleet(BrokerAccess access, Func<string, Dictionary<string, string>> settings) : IAsyncDisposable
{
    public const string Poller = "snmp-poller";
    public const string Router = "notification-router";
    public const string Pipeline = "sample-pipeline";
    public const string Writer = "gnocchi-writer";

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, List<ServiceProcess>> _replicas = new();

    /// <summary>The services, from the source to the sink.</summary>
    public static IReadOnlyList<string> Services { get; } = [Poller, Router, Pipeline, Writer];

    /// <summary>Their users and virtual hosts.</summary>
    public BrokerAccess Access => access;

    /// <summary>Replicas of a service that run, oldest first.</summary>
    public IReadOnlyList<ServiceProcess> Of(string service) => _replicas.GetOrAdd(service, _ => []);

    /// <summary>Starts or gracefully stops replicas until there are as many as wanted; the oldest stop first.</summary>
    public async Task ScaleAsync(string service, int replicas, CancellationToken token)
    {
        var running = _replicas.GetOrAdd(service, _ => []);
        var missing = Enumerable.Range(0, Math.Max(0, replicas - running.Count)).Select(_ => StartAsync(service, token)).ToList();
        running.AddRange(await Task.WhenAll(missing));
        while (running.Count > replicas) await StopAsync(service);
    }

    /// <summary>Scales every service.</summary>
    public Task ScaleAllAsync(int replicas, CancellationToken token) => Task.WhenAll(Services.Select(service => ScaleAsync(service, replicas, token)));

    /// <summary>Stops every replica in order, from the source to the sink.</summary>
    public async Task StopAllAsync(CancellationToken token)
    {
        foreach (var service in Services) await ScaleAsync(service, 0, token);
    }

    /// <summary>Ends the oldest replica at once and starts another in its place.</summary>
    public async Task KillAsync(string service, CancellationToken token)
    {
        var victim = Of(service)[0];
        victim.Kill();
        await victim.Exited.WaitAsync(StopLimit, token);
        await ForgetAsync(service, victim);
        await ScaleAsync(service, Of(service).Count + 1, token);
    }

    /// <summary>Stops the oldest replica in order.</summary>
    /// <exception cref="InvalidOperationException">It did not end with 0 in time.</exception>
    public async Task StopAsync(string service)
    {
        var leaving = Of(service)[0];
        var status = await leaving.StopAsync(StopLimit);
        var tail = leaving.Tail();
        await ForgetAsync(service, leaving);
        if (status != 0) throw new InvalidOperationException($"ended with {status}: {tail}");
    }

    /// <summary>The most memory that a replica of each service has had, in MiB.</summary>
    public string PeakMemory() => string.Join(", ", Services.Select(service => $"{service} {Of(service).Select(replica => replica.PeakMemory).DefaultIfEmpty().Max():F0}"));

    /// <summary>Last lines of every replica, for messages.</summary>
    public string Tail() => string.Join("\n\n", Services.SelectMany(service => Of(service).ToList()).Select(replica => replica.Tail()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Services.SelectMany(service => Of(service).ToList())) await replica.DisposeAsync();
    }

    private async Task ForgetAsync(string service, ServiceProcess replica)
    {
        _replicas[service].Remove(replica);
        await replica.DisposeAsync();
    }

    private Task<ServiceProcess> StartAsync(string service, CancellationToken token)
    {
        var project = $"Altimeter.{string.Concat(service.Split('-').Select(word => $"{char.ToUpperInvariant(word[0])}{word[1..]}"))}";
        return ServiceProcess.StartAsync(project, settings(service), token);
    }
}
