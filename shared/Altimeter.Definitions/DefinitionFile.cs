using System.Text;
using YamlDotNet.Core;

namespace Altimeter.Definitions;

/// <summary>Finds and reads the YAML files of a Ceilometer installation.</summary>
public static class DefinitionFile
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Finds a file: as given (relative to the working directory) when it is there, else in the configuration directory.</summary>
    /// <param name="name">Path or file name.</param>
    /// <param name="directory">Configuration directory; null or empty when there is none: then only an absolute path is found.</param>
    /// <returns>Its path; null when it is nowhere.</returns>
    public static string? Find(string name, string? directory)
    {
        if (name.Length == 0) return null;
        if (Path.IsPathRooted(name)) return File.Exists(name) ? name : null;
        if (string.IsNullOrEmpty(directory)) return null;
        if (File.Exists(name)) return name;
        var inside = Path.Combine(directory, name);
        return File.Exists(inside) ? inside : null;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>Its root; null when it cannot be read, the reason being in <paramref name="problems"/>.</returns>
    public static DefinitionNode? Load(string path, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes) return TooLarge(path, problems);
            var content = bytes.AsSpan(0, length);
            if (content.StartsWith("\uFEFF"u8)) content = content[3..];
            return Parse(Utf8.GetString(content), path, problems);
        }
        catch (DecoderFallbackException)
        {
            problems.Error(path, 0, "", "is not UTF-8 text");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            problems.Error(path, 0, "", $"cannot be read: {e.Message}");
        }

        return null;
    }

    /// <summary>Reads YAML text: one document of at most <see cref="MaxBytes"/>, nested at most 64 deep, at most 200,000 nodes with aliases expanded.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="problems">Takes syntax errors, and a warning for each duplicate key (the last one wins, as in PyYAML).</param>
    /// <returns>Its root, of kind <see cref="NodeKind.Null"/> for an empty text; null when it is no valid YAML.</returns>
    public static DefinitionNode? Parse(string text, string file, ProblemList problems)
    {
        if (text.Length > MaxBytes || Encoding.UTF8.GetByteCount(text) > MaxBytes) return TooLarge(file, problems);
        if (FirstForbidden(text) is { } at)
        {
            problems.Error(file, 1 + text.AsSpan(0, at).Count('\n'), "", $"character U+{(int)text[at]:X4} is not allowed");
            return null;
        }

        try
        {
            return new NodeBuilder(new Parser(new StringReader(text)), file, problems).Build();
        }
        catch (YamlException e)
        {
            var column = e.Start.Column > 0 ? $" (column {e.Start.Column})" : "";
            problems.Error(file, (int)e.Start.Line, "", $"{e.Message.ReplaceLineEndings(" ")}{column}");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            problems.Error(file, 0, "", $"is no valid YAML: {e.Message}");
        }

        return null;
    }

    private static DefinitionNode? TooLarge(string file, ProblemList problems)
    {
        problems.Error(file, 0, "", $"is larger than {MaxBytes / (1024 * 1024)} MiB");
        return null;
    }

    private static int? FirstForbidden(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is (>= ' ' and <= '~') or '\n' or '\t' or '\r' or '\u0085' or '\uFEFF') continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) i++;
            else if (c < '\u00A0' || c > '\uFFFD' || char.IsSurrogate(c)) return i;
        }

        return null;
    }
}
