using Altimeter.Benchmarks.Load;
using BenchmarkDotNet.Running;

return args switch
{
    ["snmp-responder", var port] => ResponderProcess.Run(int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)),
    ["snmp", ..] => await LoadRun.RunAsync(Seconds(5)),
    ["snmp-scale", ..] => await ScaleRun.RunAsync(Seconds(40)),
    _ => Benchmarks(),
};

int Seconds(int preset) => args.Length > 1 && int.TryParse(args[1], out var seconds) && seconds > 0 ? seconds : preset;

// BenchmarkDotNet says nothing in its exit status when its own build fails.
int Benchmarks()
{
    var summaries = BenchmarkSwitcher.FromAssembly(typeof(LoadRun).Assembly).Run(args).ToList();
    return summaries.Count > 0 && summaries.All(s => s.Reports.Length > 0 && s.Reports.All(r => r.Success)) ? 0 : 1;
}
