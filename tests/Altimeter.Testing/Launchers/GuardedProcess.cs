using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Altimeter.Testing.Launchers;

/// <summary>A child process that cannot outlive the test host, with all of its descendants of the same process group.</summary>
public sealed partial class GuardedProcess : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(5);

    private readonly Process _guard;
    private readonly int _guardId;
    private readonly string _name;
    private readonly Task _outputEnd;

    private GuardedProcess(Process guard, string name, int id, ProcessOutput standardOutput, ProcessOutput standardError)
    {
        _guard = guard;
        _guardId = guard.Id;
        _name = name;
        Id = id;
        Output = standardOutput;
        Errors = standardError;
        _outputEnd = Task.WhenAll(Output.ReadAsync(guard.StandardOutput), Errors.ReadAsync(guard.StandardError));
        Exited = WaitAsync();
    }

    /// <summary>Process id of the command, not of its guard.</summary>
    public int Id { get; }

    /// <summary>Lines of standard output.</summary>
    public ProcessOutput Output { get; }

    /// <summary>Lines of standard error.</summary>
    public ProcessOutput Errors { get; }

    /// <summary>
    /// Completes with the exit status once the process has ended and its output is read; 128 + n after signal n. What a descendant in a
    /// session of its own writes later than 5 s after that is not read.
    /// </summary>
    public Task<int> Exited { get; }

    /// <summary>Starts a command.</summary>
    /// <param name="command">Executable and arguments.</param>
    /// <param name="environment">Variables beside those of the test host; null removes one.</param>
    /// <param name="workingDirectory">Null: that of the test host.</param>
    /// <exception cref="TimeoutException">The command was not started within 20 s.</exception>
    public static async Task<GuardedProcess> StartAsync(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        var idFile = Path.Combine(Path.GetTempPath(), $"altimeter-guard-{Guid.NewGuid():N}.pid");
        var start = new ProcessStartInfo("/bin/bash")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Scripts", "guard.sh"), idFile, .. command]) start.ArgumentList.Add(argument);
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>()) start.Environment[key] = value;

        var guard = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]}: no process was started");
        try
        {
            var id = await Wait.ForAsync(
                $"process id of {command[0]}",
                StartLimit,
                _ => Task.FromResult(File.Exists(idFile) ? File.ReadAllText(idFile) : null),
                CancellationToken.None);
            return new GuardedProcess(guard, command[0], int.Parse(id, CultureInfo.InvariantCulture), new ProcessOutput(), new ProcessOutput());
        }
        catch
        {
            guard.Kill(entireProcessTree: true);
            throw;
        }
        finally
        {
            File.Delete(idFile);
        }
    }

    /// <summary>Asks the process to end: SIGTERM.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Ends the process at once: SIGKILL.</summary>
    public void Kill() => Signal(SigKill);

    /// <summary>Stops the process until <see cref="Resume"/>: SIGSTOP.</summary>
    public void Freeze() => Signal(SigStop);

    /// <summary>Lets a frozen process go on: SIGCONT.</summary>
    public void Resume() => Signal(SigContinue);

    /// <summary>Terminates, and kills after the limit; returns the exit status.</summary>
    public async Task<int> StopAsync(TimeSpan limit)
    {
        Terminate();
        if (await Task.WhenAny(Exited, Task.Delay(limit)) == Exited) return await Exited;
        await DisposeAsync();
        return await Exited;
    }

    /// <summary>The last lines of both streams, for messages.</summary>
    public string Tail() => $"{_name}{(Exited.IsCompletedSuccessfully ? $" ended with status {Exited.Result}" : "")}\n{Output.Tail(40)}\n{Errors.Tail(40)}";

    /// <summary>Kills the whole process group and waits for its end; a guard that does not end is killed after 20 s.</summary>
    /// <exception cref="TimeoutException">Neither helped; the message tells what is still there.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Exited.IsCompleted) return;
        Resume();
        try
        {
            _guard.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has just ended by itself.
        }

        if (await EndsAsync()) return;
        _ = SendSignal(-Id, SigKill);
        _ = SendSignal(_guardId, SigKill);
        if (!await EndsAsync()) throw new TimeoutException($"{_name} ({Id}) {StateOf(Id)}, its guard ({_guardId}) {StateOf(_guardId)}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int processId, int signal);

    private static string StateOf(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("State:", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return "has ended";
        }
    }

    private async Task<bool> EndsAsync() => await Task.WhenAny(Exited, Task.Delay(StopLimit)) == Exited;

    private void Signal(int signal)
    {
        if (!Exited.IsCompleted) _ = SendSignal(Id, signal);
    }

    private async Task<int> WaitAsync()
    {
        await _guard.WaitForExitAsync();
        await Task.WhenAny(_outputEnd, Task.Delay(OutputLimit));
        var status = _guard.ExitCode;
        _guard.Dispose();
        return status;
    }
}
