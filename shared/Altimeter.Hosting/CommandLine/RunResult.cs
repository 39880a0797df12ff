namespace Altimeter.Hosting.CommandLine;

/// <summary>Exit code of a run, for who ends the host itself.</summary>
public sealed class RunResult
{
    /// <summary>See <see cref="CommandLine.ExitCode"/>; 0 unless somebody says otherwise.</summary>
    public int ExitCode { get; set; }
}
