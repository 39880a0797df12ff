using System.Diagnostics;

namespace Altimeter.Testing.Launchers;

/// <summary>Installs the servers that tests run against from Debian's packages: once per machine, without starting any.</summary>
public static class DebianPackages
{
    private const string LockFile = "/run/lock/altimeter-test-packages.lock";
    private const string ServicePolicy = "/usr/sbin/policy-rc.d";
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(12);

    private static readonly Dictionary<string, string?> Environment = new() { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C" };

    /// <summary>RabbitMQ, its management plugin and Erlang.</summary>
    public static IReadOnlyList<string> RabbitMq { get; } = ["rabbitmq-server"];

    /// <summary>Gnocchi's API and metricd, uWSGI, and PostgreSQL for its index.</summary>
    public static IReadOnlyList<string> Gnocchi { get; } = ["gnocchi-common", "python3-gnocchi", "uwsgi-core", "uwsgi-plugin-python3", "postgresql"];

    /// <summary>The agent of net-snmp and its command line tools.</summary>
    public static IReadOnlyList<string> Snmpd { get; } = ["snmpd", "snmp"];

    /// <summary>Python's oslo.messaging.</summary>
    public static IReadOnlyList<string> OsloMessaging { get; } = ["python3-oslo.messaging"];

    /// <summary>Ceilometer's notification agent and polling agent.</summary>
    public static IReadOnlyList<string> Ceilometer { get; } = ["ceilometer-agent-notification", "ceilometer-polling"];

    /// <summary>Makes sure that packages are installed.</summary>
    /// <exception cref="NotRunException">They are not, and cannot be installed here; the message names them and says why.</exception>
    public static async Task EnsureAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        if (await MissingAsync(packages, cancellationToken) is { Count: 0 }) return;
        if (!File.Exists("/etc/debian_version") || !System.Environment.IsPrivilegedProcess)
            throw new NotRunException($"{string.Join(", ", packages)} (installed by hand, or root on Debian)");

        await using var one = await LockAsync(cancellationToken);
        if (await MissingAsync(packages, cancellationToken) is not { Count: > 0 } missing) return;
        try
        {
            await InstallAsync(missing, cancellationToken);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException)
        {
            throw new NotRunException($"{string.Join(", ", missing)}, which could not be installed: {e.Message}");
        }
    }

    private static async Task<IReadOnlyList<string>> MissingAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        if (!File.Exists("/usr/bin/dpkg-query")) return packages;
        var installed = await Shell.RunAsync(
            ["/usr/bin/dpkg-query", "--show", "--showformat=${Package} ${db:Status-Status}\\n"],
            TimeSpan.FromMinutes(1),
            Environment,
            cancellationToken: cancellationToken);
        var known = installed.Split('\n').Where(l => l.EndsWith(" installed", StringComparison.Ordinal)).Select(l => l.Split(' ')[0]).ToHashSet();
        return [.. packages.Where(p => !known.Contains(p))];
    }

    // Two test runs on one machine: the second waits, and then finds everything installed.
    private static async Task<FileStream> LockAsync(CancellationToken cancellationToken) => await Wait.ForAsync(
        $"lock {LockFile}",
        InstallLimit + TimeSpan.FromMinutes(3),
        _ => Task.FromResult<FileStream?>(new FileStream(LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)),
        cancellationToken);

    private static async Task InstallAsync(IReadOnlyList<string> packages, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var folder = new TemporaryFolder("apt");
        folder.Create("archives/partial");

        // Images with a clean-up hook empty the shared archive folder whenever any dpkg run ends, hence one of our own.
        string[] install =
        [
            "/usr/bin/apt-get", "install", "--yes", "--no-install-recommends",
            "-o", $"Dir::Cache::archives={folder["archives"]}", "-o", "DPkg::Lock::Timeout=600", "-o", "Dpkg::Options::=--force-confold",
            "-o", "APT::Sandbox::User=root", .. packages,
        ];
        var ownPolicy = !File.Exists(ServicePolicy);
        if (ownPolicy)
        {
            await File.WriteAllTextAsync(ServicePolicy, "#!/bin/sh\nexit 101\n", cancellationToken);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(ServicePolicy, (UnixFileMode)0b111_101_101);
        }

        try
        {
            await TryAsync(["/usr/bin/apt-get", "update"]);
            if (await TryAsync(install)) return;

            // An installation that was interrupted before is finished first; then once more.
            await TryAsync(["/usr/bin/dpkg", "--configure", "-a"]);
            await RunAsync(install);
        }
        finally
        {
            if (ownPolicy) File.Delete(ServicePolicy);
        }

        // Somebody else's apt may hold a lock, and old lists may do: what counts is whether the last installation succeeds.
        async Task<bool> TryAsync(string[] command)
        {
            try
            {
                await RunAsync(command);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        Task<string> RunAsync(string[] command) => Shell.RunAsync(command, InstallLimit - watch.Elapsed, Environment, cancellationToken: cancellationToken);
    }
}
