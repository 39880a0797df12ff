namespace Altimeter.Testing.Launchers;

/// <summary>Commands that run to their end.</summary>
public static class Shell
{
    /// <summary>Runs a command; returns its standard output.</summary>
    /// <param name="command">Executable and arguments.</param>
    /// <param name="limit">Longest run.</param>
    /// <param name="environment">Variables beside those of the test host; null removes one.</param>
    /// <param name="workingDirectory">Null: that of the test host.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="InvalidOperationException">Its exit status is not 0; the message holds its last lines.</exception>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    public static async Task<string> RunAsync(
        IReadOnlyList<string> command,
        TimeSpan limit,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null,
        CancellationToken cancellationToken = default)
    {
        await using var process = await GuardedProcess.StartAsync(command, environment, workingDirectory);
        int status;
        try
        {
            status = await process.Exited.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{command[0]}: not done within {limit.TotalSeconds:0} s\n{process.Tail()}", e);
        }

        return status is 0 ? process.Output.Text : throw new InvalidOperationException(process.Tail());
    }
}
