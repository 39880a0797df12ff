using System.CommandLine;
using Altimeter.Contracts.V1;
using Altimeter.Definitions;
using Altimeter.Hosting.CommandLine;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Polling;
using Altimeter.SnmpPoller.Sampling;

namespace Altimeter.SnmpPoller;

/// <summary><c>poll URL…</c>: visits devices once, without a broker, and prints their samples as JSON lines.</summary>
internal static class PollCommand
{
    public static Command Create()
    {
        var urls = new Argument<string[]>("URL") { Arity = ArgumentArity.OneOrMore, Description = "snmp://[user[:password]@]host[:port][?…]" };
        var meters = new Option<string[]>("--meters") { Description = "Meter patterns by the rules of polling.yaml; default *.", HelpName = "PATTERN", AllowMultipleArgumentsPerToken = true };
        var directory = new Option<string?>("--definitions") { Description = "Directory of an snmp.yaml; the built-in definitions when left out.", HelpName = "DIR" };
        var command = new Command("poll", "Visit devices once and print their samples as JSON lines; needs no broker.") { urls, meters, directory };
        command.SetAction((result, token) => RunAsync(result.GetValue(urls)!, result.GetValue(meters) is { Length: > 0 } patterns ? patterns : ["*"], result.GetValue(directory), token));
        return command;
    }

    private static async Task<int> RunAsync(string[] urls, string[] patterns, string? directory, CancellationToken cancellationToken)
    {
        var problems = new ProblemList();
        var meters = MeterFile.Load(directory, problems);
        if (!NameFilter.TryCreate(patterns, "meters", out var filter, out var error)) problems.Error("--meters", 0, "", error);
        List<PollResource> resources = [];
        foreach (var url in urls)
        {
            if (SnmpUri.TryParse(url, out var target, out var wrong)) resources.Add(PollResource.Of(url, target));
            else problems.Error("URL", 0, "", wrong);
        }

        foreach (var problem in problems.Items) await Console.Error.WriteLineAsync(problem.ToString());
        if (problems.HasErrors) return ExitCode.WrongConfiguration;

        await using var client = new SnmpClient(new SnmpClientOptions { Warn = warning => Console.Error.WriteLine($"warning: {warning}") });
        var reader = new DeviceReader(client);
        var plan = new DevicePlan([.. meters.Where(meter => filter!.Matches(meter.Name))]);
        var visits = resources.Select(resource => reader.ReadAsync(resource.Target, plan, cancellationToken)).ToList();
        await using var output = Console.OpenStandardOutput();
        var exitCode = ExitCode.Done;
        for (var i = 0; i < resources.Count; i++)
        {
            var reading = await visits[i];
            var time = SampleTime.Format(TimeProvider.System.GetUtcNow());
            foreach (var sample in new SampleBuilder(resources[i], reading, time, time).Build(plan.Meters))
                await output.WriteAsync((byte[])[.. SampleJson.ToBytes(sample), (byte)'\n'], cancellationToken);
            foreach (var failure in reading.Failures.Values) await Console.Error.WriteLineAsync($"warning: {failure}");
            if (reading.BrokenOff is not null) await Console.Error.WriteLineAsync($"error: {reading.BrokenOff}");
            exitCode = reading.BrokenOff is not null ? ExitCode.PeerUnreachable : reading.Failures.Count > 0 && exitCode == ExitCode.Done ? ExitCode.Incomplete : exitCode;
        }

        return exitCode;
    }
}
