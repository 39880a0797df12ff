namespace Altimeter.Testing.Launchers;

/// <summary>Lines that a process wrote to one stream. Safe to read while it goes on writing.</summary>
public sealed class ProcessOutput
{
    private readonly List<string> _lines = [];

    /// <summary>All lines so far, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>All lines so far as one text.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>The last lines as one text.</summary>
    public string Tail(int count) => string.Join('\n', Lines.TakeLast(count));

    internal async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines) _lines.Add(line);
        }
    }
}
