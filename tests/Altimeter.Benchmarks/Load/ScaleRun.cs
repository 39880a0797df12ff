using System.Diagnostics;
using System.Globalization;
using Altimeter.Snmp;

namespace Altimeter.Benchmarks.Load;

/// <summary><c>snmp-scale [SECONDS]</c>: 10,000 devices at addresses of their own, 30 OIDs each every 10 s, with none, 1 % and 10 % of them dead.</summary>
public static class ScaleRun
{
    private const int Devices = 10_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Prints a table.</summary>
    /// <param name="seconds">Length of the measured part of each run, after one interval of warm-up.</param>
    public static async Task<int> RunAsync(int seconds)
    {
        await using var responder = await Responder.StartAsync();
        await Console.Out.WriteLineAsync("| dead | polls on time | p50 / p99 / longest delay of a healthy device | CPU, share of one core | memory (RSS) |\n|---|---|---|---|---|");
        foreach (var dead in (int[])[0, 1, 10])
        {
            await using var client = new SnmpClient();
            await new Timetable(client, responder, dead).RunAsync(Interval);
            var timetable = new Timetable(client, responder, dead);
            var (cpu, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            await timetable.RunAsync(TimeSpan.FromSeconds(seconds));
            var share = (Environment.CpuUsage.TotalTime - cpu) / Stopwatch.GetElapsedTime(started);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {dead} % | {timetable.Summary()} | {share:P0} | {Environment.WorkingSet >> 20} MiB |"));
        }

        return 0;
    }

    private sealed class Timetable(SnmpClient client, Responder responder, int deadPercent)
    {
        private readonly Oid[] _oids = [.. Device.Oids(30)];
        private readonly SnmpTarget[] _targets = [.. Enumerable.Range(0, Devices).Select(i => responder.Target(i, isDead: i % 100 < deadPercent))];
        private readonly bool[] _isBusy = new bool[Devices];
        private readonly List<Task> _polls = [];
        private readonly List<double> _delays = [];
        private int _due;
        private int _missed;

        /// <summary>Starts each device's poll at its own phase of the interval; one that still runs is passed over.</summary>
        public async Task RunAsync(TimeSpan span)
        {
            var total = (int)(span / Interval * Devices);
            var started = Stopwatch.GetTimestamp();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
            for (var next = 0; next < total; await timer.WaitForNextTickAsync())
            {
                for (var now = Stopwatch.GetElapsedTime(started); next < total && Interval * next / Devices <= now; next++)
                    Start(next % Devices, started, Interval * next / Devices);
                _polls.RemoveAll(poll => poll.IsCompletedSuccessfully);
            }

            await Task.WhenAll(_polls);
        }

        public string Summary()
        {
            var sorted = _delays.Order().ToList();
            return string.Create(CultureInfo.InvariantCulture, $"{100.0 * (_due - _missed) / _due:0.000} % of {_due} | {At(0.5):0.0} / {At(0.99):0.0} / {At(1):0.0} ms");

            double At(double quantile) => sorted[Math.Min(sorted.Count - 1, (int)(quantile * sorted.Count))];
        }

        private void Start(int device, long started, TimeSpan due)
        {
            var isHealthy = device % 100 >= deadPercent;
            if (isHealthy) _due++;
            if (!_isBusy[device]) _polls.Add(PollAsync(device, isHealthy, started, due));
            else if (isHealthy) Interlocked.Increment(ref _missed);
        }

        private async Task PollAsync(int device, bool isHealthy, long started, TimeSpan due)
        {
            _isBusy[device] = true;
            var isWhole = false;
            try
            {
                var response = await client.GetAsync(_targets[device], _oids, CancellationToken.None).ConfigureAwait(false);
                isWhole = response.VarBinds.All(binding => binding.Value.IsPresent);
            }
            catch (SnmpTimeoutException)
            {
                // What dead devices do.
            }

            _isBusy[device] = false;
            if (!isHealthy) return;
            var delay = Stopwatch.GetElapsedTime(started) - due;
            if (!isWhole || delay > Interval) Interlocked.Increment(ref _missed);
            lock (_delays) _delays.Add(delay.TotalMilliseconds);
        }
    }
}
