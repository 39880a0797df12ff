using System.Diagnostics.Metrics;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Snmp;
using Altimeter.SnmpPoller;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Diagnostics;
using Altimeter.SnmpPoller.Output;
using Altimeter.SnmpPoller.Polling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.SnmpPoller;

/// <summary>A poller over fake agents, or a client, and a fake clock. Definitions come from texts.</summary>
internal sealed class PollerFixture : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public PollerFixture(SnmpPollerOptions options, string? polling = null, string? snmp = null, ISnmpClient? client = null)
    {
        if (polling is not null) File.WriteAllText(Path.Combine(_directory, "polling.yaml"), polling);
        if (snmp is not null) File.WriteAllText(Path.Combine(_directory, "snmp.yaml"), snmp);
        Options = Microsoft.Extensions.Options.Options.Create(options);
        Definitions = new PollerDefinitions(Options, Microsoft.Extensions.Options.Options.Create(new CeilometerOptions { ConfigurationDirectory = _directory }));
        Entries = new PollEntries(Definitions, Options);
        Metrics = new PollerMetrics(new Meters());
        Poller = new Poller(client ?? Agents, Entries, Output, Options, Metrics, Time, Logs.Logger<Poller>());
        Loop = new PollingLoop(Poller, Entries, Definitions, new Everything(), Options, Metrics, Time, Logs.Logger<PollingLoop>());
        Status = new PollerStatus(Entries, Output, Metrics);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 25, 10, 0, 0, TimeSpan.Zero));

    public FakeAgents Agents { get; } = new();

    public KeptSamples Output { get; } = new();

    public KeptLogs Logs { get; } = new();

    public IOptions<SnmpPollerOptions> Options { get; }

    public PollerDefinitions Definitions { get; }

    public PollEntries Entries { get; }

    public PollerMetrics Metrics { get; }

    public Poller Poller { get; }

    public PollingLoop Loop { get; }

    public PollerStatus Status { get; }

    public async Task<IReadOnlyList<Sample>> PollAsync()
    {
        Output.Samples.Clear();
        await Poller.PollOnceAsync(TestContext.Current.CancellationToken);
        return [.. Output.Samples];
    }

    public void Dispose()
    {
        Loop.Dispose();
        Entries.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    internal sealed class KeptSamples : ISamplesOutput
    {
        public List<Sample> Samples { get; } = [];

        public long Waiting => 0;

        public void Add(IReadOnlyList<Sample> samples)
        {
            lock (Samples) Samples.AddRange(samples);
        }

        public Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    internal sealed class KeptLogs
    {
        public List<string> Lines { get; } = [];

        public ILogger<T> Logger<T>() => new Kept<T>(Lines);

        private sealed class Kept<T>(List<string> lines) : ILogger<T>
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            {
                lock (lines) lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
            }
        }
    }

    internal sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }

    private sealed class Everything : ITargetOwnership
    {
        public bool Owns(string resourceId) => true;
    }
}
