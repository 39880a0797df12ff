using Altimeter.Snmp;

namespace Altimeter.SnmpSimulator.Recordings;

/// <summary>What a device says: lines <c>OID|TAG|VALUE</c>; empty lines and those that begin with <c>#</c> are comments.</summary>
/// <remarks>
/// TAG is the decimal ASN.1 tag (2 Integer32, 4 OCTET STRING, 5 NULL, 6 OID, 64 IpAddress, 65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque float,
/// 70 Counter64). <c>4x</c> takes the octets in hex. <c>TAG:numeric</c> makes the value move with the device's age in seconds, see <see cref="Variation"/>:
/// <c>65:numeric|initial=5,rate=1200</c> counts, <c>66:numeric|min=10,max=90,period=600</c> swings.
/// </remarks>
public sealed class Recording
{
    private const string Extension = ".snmprec";

    private Recording(string name, IReadOnlyList<RecordedVariable> variables) => (Name, Variables) = (name, variables);

    /// <summary>Name of the file without extension.</summary>
    public string Name { get; }

    /// <summary>The variables, in the order of the file.</summary>
    public IReadOnlyList<RecordedVariable> Variables { get; }

    /// <summary>The four that come with the simulator: a database server, an edge router, a Linux server, a storage server.</summary>
    public static IReadOnlyList<Recording> BuiltIn { get; } = LoadBuiltIn();

    /// <summary>Reads all <c>*.snmprec</c> of a directory, by name.</summary>
    /// <exception cref="RecordingFormatException">A line is wrong.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    public static IReadOnlyList<Recording> Load(string directory)
    {
        var recordings = new List<Recording>();
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(path);
            recordings.Add(Parse(Path.GetFileNameWithoutExtension(path), reader));
        }
        return recordings;
    }

    /// <summary>Reads one recording.</summary>
    /// <exception cref="RecordingFormatException">A line is wrong, or an OID comes twice.</exception>
    public static Recording Parse(string name, TextReader reader)
    {
        var variables = new List<RecordedVariable>();
        var seen = new HashSet<Oid>();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#')) continue;
            var fields = line.Split('|', 3);
            if (fields.Length < 3 || !Oid.TryParse(fields[0], out var oid) || !oid.IsEncodable) throw new RecordingFormatException(name, number, "expected OID|TAG|VALUE");
            if (!seen.Add(oid)) throw new RecordingFormatException(name, number, $"{oid} comes twice");
            try
            {
                variables.Add(new RecordedVariable(oid, RecordedValue.Parse(fields[1], fields[2])));
            }
            catch (FormatException e)
            {
                throw new RecordingFormatException(name, number, e.Message);
            }
        }
        return new Recording(name, variables);
    }

    private static List<Recording> LoadBuiltIn()
    {
        var assembly = typeof(Recording).Assembly;
        var recordings = new List<Recording>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(Extension, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            recordings.Add(Parse(Path.GetFileNameWithoutExtension(resource), reader));
        }
        return recordings;
    }
}
