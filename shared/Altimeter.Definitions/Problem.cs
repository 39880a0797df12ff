namespace Altimeter.Definitions;

/// <summary>How bad a problem of a file is.</summary>
public enum Severity
{
    /// <summary>The item is skipped, as the reference does, and the rest loads. An error under <c>--validate --strict</c>.</summary>
    Warning,

    /// <summary>The file is refused and the start ends.</summary>
    Error,
}

/// <summary>Something wrong in a configuration file: what, where and what was expected.</summary>
/// <param name="Severity">Whether the start ends.</param>
/// <param name="File">Path of the file; for an option its source, e.g. <c>--SnmpPoller:Interval</c>.</param>
/// <param name="Line">Line, counted from 1; 0 when unknown.</param>
/// <param name="Key">Key or element it is about, e.g. <c>sources[1].interval</c>; empty for the whole file.</param>
/// <param name="Message">What is wrong and what was expected.</param>
public sealed record Problem(Severity Severity, string File, int Line, string Key, string Message)
{
    /// <summary>One line: <c>error: file:line: key: message</c>.</summary>
    public override string ToString() =>
        $"{(Severity == Severity.Error ? "error" : "warning")}: {File}{(Line > 0 ? $":{Line}" : "")}: {(Key.Length > 0 ? $"{Key}: " : "")}{Message}";
}
