using System.Globalization;
using Altimeter.Testing.Launchers;

namespace Altimeter.Benchmarks.Load;

/// <summary>net-snmp's C library, compiled from <c>netsnmp_client.c</c> for the run.</summary>
internal static class NetSnmpClient
{
    /// <exception cref="NotRunException">Compiler or library are not there and cannot be installed.</exception>
    public static async Task<ClientCost> RunAsync(Responder responder, TimeSpan duration)
    {
        await DebianPackages.EnsureAsync(["gcc", "libc6-dev", "libsnmp-dev"], CancellationToken.None);
        using var folder = new TemporaryFolder("netsnmp-client");
        var program = folder["client"];
        await Shell.RunAsync(["/usr/bin/gcc", "-O2", "-o", program, Path.Combine(AppContext.BaseDirectory, "netsnmp_client.c"), "-lnetsnmp"], TimeSpan.FromMinutes(2));
        var seconds = duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var output = await Shell.RunAsync([program, $"127.0.0.1:{responder.Port}", seconds], duration + TimeSpan.FromSeconds(30));
        var fields = output.Split(' ');
        return new ClientCost(Integer(0), Integer(2), Time(3), Time(4));

        long Integer(int i) => long.Parse(fields[i], CultureInfo.InvariantCulture);
        TimeSpan Time(int i) => TimeSpan.FromSeconds(double.Parse(fields[i], CultureInfo.InvariantCulture));
    }
}
