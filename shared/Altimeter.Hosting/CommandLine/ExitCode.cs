namespace Altimeter.Hosting.CommandLine;

/// <summary>How a command ended.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Configuration or input is wrong.</summary>
    public const int WrongConfiguration = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A peer is unreachable; verbs only, services wait.</summary>
    public const int PeerUnreachable = 3;

    /// <summary>Finished, but something was lost or set aside.</summary>
    public const int Incomplete = 4;
}
