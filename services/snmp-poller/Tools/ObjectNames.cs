using System.Diagnostics.CodeAnalysis;
using Altimeter.Snmp;

namespace Altimeter.SnmpPoller.Tools;

/// <summary>The built-in names of objects, read once from <c>objects.txt</c>; no MIB files are parsed.</summary>
internal sealed class ObjectNames
{
    private static readonly Lazy<ObjectNames> Default = new(Load);

    private readonly Dictionary<Oid, NamedObject> _byOid = [];
    private readonly Dictionary<string, NamedObject> _byName = new(StringComparer.Ordinal);

    private ObjectNames()
    {
    }

    /// <summary>The table that comes with the poller.</summary>
    public static ObjectNames BuiltIn => Default.Value;

    /// <summary>Reads <c>.1.3.6.1</c>, <c>iso.3.6</c>, <c>ifDescr.1</c> or <c>IF-MIB::ifDescr.1</c>.</summary>
    /// <param name="text">What the operator wrote.</param>
    /// <param name="oid">The OID; empty on error.</param>
    /// <param name="error">What is wrong and what was expected; empty on success.</param>
    public bool TryParse(string text, out Oid oid, out string error)
    {
        error = "";
        if (Oid.TryParse(text, out oid)) return IsUsable(text, oid, out error);
        var colons = text.IndexOf("::", StringComparison.Ordinal);
        var name = colons < 0 ? text : text[(colons + 2)..];
        var parts = name.Split('.', 2);
        if (!TryFind(colons < 0 ? null : text[..colons], parts[0], out var start))
        {
            error = $"'{text}' is no OID: the name '{parts[0]}' is not built in, but numbers such as 1.3.6.1.2.1.1 always do{Suggest(parts[0])}";
            return false;
        }

        var rest = default(Oid);
        if (parts.Length > 1 && !Oid.TryParse(parts[1], out rest))
        {
            error = $"'{text}' is no OID; numbers joined by dots are expected after '{parts[0]}'";
            return false;
        }

        if (start.Length + rest.Length <= Oid.MaxLength) oid = start.Append(rest);
        return IsUsable(text, oid, out error);
    }

    /// <summary>The object that an instance belongs to: the longest name that begins its OID.</summary>
    public NamedObject? Find(Oid instance)
    {
        for (var length = instance.Length; length > 0; length--)
        {
            if (_byOid.TryGetValue(new Oid(instance.SubIdentifiers[..length]), out var found)) return found;
        }

        return null;
    }

    /// <summary><c>IF-MIB::ifDescr.1</c>, or <c>.1.3.6…</c> for what has no name.</summary>
    public string Format(Oid instance)
    {
        if (Find(instance) is not { } known) return "." + instance;
        var index = instance.Skip(known.Oid.Length);
        return index.Length == 0 ? $"{known.Mib}::{known.Name}" : $"{known.Mib}::{known.Name}.{index}";
    }

    private bool TryFind(string? mib, string name, [NotNullWhen(true)] out Oid start)
    {
        var isFound = _byName.TryGetValue(name, out var known) && (mib is null || mib == known.Mib);
        start = isFound ? known!.Oid : name == "iso" ? new Oid(1) : default;
        return start.Length > 0;
    }

    private string Suggest(string name)
    {
        var like = _byName.Keys.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? _byName.Keys.Where(k => name.Length > 3 && k.StartsWith(name, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).FirstOrDefault();
        return like is null ? "" : $"; did you mean '{like}'?";
    }

    private static bool IsUsable(string text, Oid oid, out string error)
    {
        error = oid.IsEncodable ? "" : $"'{text}' cannot be asked for; an OID has 2 to {Oid.MaxLength} numbers and begins with 0.0 to 0.39, 1.0 to 1.39, or 2";
        return oid.IsEncodable;
    }

    private static ObjectNames Load()
    {
        var names = new ObjectNames();
        using var reader = new StreamReader(typeof(ObjectNames).Assembly.GetManifestResourceStream("objects.txt")!);
        var (mib, parent) = ("", default(Oid));
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(' ');
            if (line.StartsWith('@')) (mib, parent) = (fields[0][1..], Oid.Parse(fields[1]));
            else names.Add(NamedObject.Parse(mib, fields[0] == "." ? parent : parent.Append(Oid.Parse(fields[0])), fields));
        }

        return names;
    }

    private void Add(NamedObject named)
    {
        _byOid.Add(named.Oid, named);
        _byName.Add(named.Name, named);
    }
}
