using System.Net;
using Altimeter.IntegrationTests.Servers;
using Altimeter.Snmp;
using Altimeter.SnmpSimulator;
using Altimeter.SnmpSimulator.Recordings;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Snmp;

/// <summary>Walks over recordings of real devices: this engine's equal net-snmp's, variable for variable.</summary>
public sealed class RecordedWalkTests
{
    private static readonly Oid Iso = new(1, 3);

    [Theory]
    [InlineData("snmpbulkwalk", SnmpVersion.V2c)]
    [InlineData("snmpwalk", SnmpVersion.V1)]
    public async Task Walk_RecordedDevices_EqualsNetSnmp(string tool, SnmpVersion version)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        stop.CancelAfter(TimeSpan.FromMinutes(15));
        var recordings = await RealServers.RequireAsync(async () =>
        {
            await DebianPackages.EnsureAsync(DebianPackages.Snmpd, stop.Token);
            return await DeviceRecordings.LoadAsync(stop.Token);
        });
        await using var client = new SnmpClient(new SnmpClientOptions { RowLimit = int.MaxValue });
        var walked = new List<string>();

        foreach (var (name, lines) in recordings)
        {
            var recording = Playable(name, lines);
            // v1 walks one variable a request: the one recording of 51,000 is left to GETBULK.
            if (recording.Variables.Count == 0 || (version == SnmpVersion.V1 && recording.Variables.Count > 10_000)) continue;
            await using var device = new SimulatedDevice(recording, new IPEndPoint(IPAddress.Loopback, 0), new Secret("public"), TimeProvider.System);
            var target = new SnmpTarget("127.0.0.1") { Port = device.EndPoint.Port, Version = version, Timeout = TimeSpan.FromSeconds(5), Retries = 5 };

            var ours = await WalkAsync(client, target, stop.Token);
            var theirs = await NetSnmpWalk.RunAsync(tool, version == SnmpVersion.V1 ? "-v1" : "-v2c", device.EndPoint.ToString(), stop.Token);

            Assert.Equal(theirs, ours);
            Assert.NotEmpty(ours);
            if (version == SnmpVersion.V2c) Assert.Equal(recording.Variables.Count, ours.Count);
            walked.Add($"{name}: {ours.Count}");
        }

        TestContext.Current.SendDiagnosticMessage(string.Join(", ", walked));
        Assert.True(walked.Count >= 20, $"only {walked.Count} recordings: {string.Join(", ", walked)}");
    }

    private static async Task<IReadOnlyList<string>> WalkAsync(SnmpClient client, SnmpTarget target, CancellationToken cancellationToken)
    {
        List<string> variables = [];
        await foreach (var row in client.WalkAsync(target, [Iso], cancellationToken))
            variables.Add(NetSnmpWalk.Format(Iso.Append(row.Index), row.Values[0] ?? SnmpValue.Null));
        return variables;
    }

    /// <summary>The lines that stand for a fixed value: no scripts, no moving values, no line that the recording itself repeats.</summary>
    private static Recording Playable(string name, IReadOnlyList<string> lines)
    {
        var seen = new HashSet<string>();
        return Recording.Parse(name, new StringReader(string.Join('\n', lines.Where(l => IsPlayable(l) && seen.Add(l.Split('|')[0])))));

        bool IsPlayable(string line)
        {
            if (line.Split('|') is not [_, var tag, ..] || tag.Contains(':', StringComparison.Ordinal)) return false;
            try
            {
                _ = Recording.Parse(name, new StringReader(line));
                return true;
            }
            catch (RecordingFormatException)
            {
                return false;
            }
        }
    }
}
