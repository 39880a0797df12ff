namespace Altimeter.Testing.Launchers;

/// <summary>Keeps the test host's own Python settings away from Debian's Python.</summary>
public static class PythonEnvironment
{
    /// <summary>Variables for a process that runs Debian's /usr/bin/python3.</summary>
    public static IReadOnlyDictionary<string, string?> Variables { get; } = new Dictionary<string, string?>
    {
        ["PATH"] = "/usr/sbin:/usr/bin:/sbin:/bin",
        ["PYTHONPATH"] = null,
        ["PYTHONHOME"] = null,
        ["VIRTUAL_ENV"] = null,
        ["PYTHONUNBUFFERED"] = "1",
    };
}
