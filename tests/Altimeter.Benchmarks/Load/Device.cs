using Altimeter.Snmp;
using Altimeter.Snmp.Agent;

namespace Altimeter.Benchmarks.Load;

/// <summary>What every device of the load runs says: an interface table of 30 rows, counters of 32 and 64 bits.</summary>
internal static class Device
{
    public const int Rows = 30;

    /// <summary>Addresses below this one never answer.</summary>
    public const byte DeadBlock = 200;

    private static readonly Oid IfTable = Oid.Parse("1.3.6.1.2.1.2.2.1");
    private static readonly Oid IfXTable = Oid.Parse("1.3.6.1.2.1.31.1.1.1");

    /// <summary>The user of v3.</summary>
    public static UserCredentials User { get; } = new("operator")
    {
        Authentication = AuthenticationProtocol.Sha256,
        AuthenticationPassword = new Secret("authentication"),
        Privacy = PrivacyProtocol.Aes128,
        PrivacyPassword = new Secret("encryption"),
    };

    /// <summary>Columns of a GETBULK: octets, packets and errors.</summary>
    public static IReadOnlyList<Oid> Columns { get; } = [IfXTable.Append(6u), IfXTable.Append(10u), IfTable.Append(14u)];

    /// <summary>Instances of a GET, half of them Counter64.</summary>
    public static IEnumerable<Oid> Oids(int count) => Enumerable.Range(0, count).Select(i => (i % 2 == 0 ? IfXTable.Append(6u) : IfTable.Append(14u)).Append((uint)((i / 2) + 1)));

    /// <summary>The variables.</summary>
    public static TableMibView View()
    {
        var variables = new List<KeyValuePair<Oid, Func<SnmpValue>>>();
        for (var row = 1u; row <= Rows; row++)
        {
            foreach (var column in (uint[])[6, 10]) Add(IfXTable.Append(column, row), SnmpValue.Unsigned(SnmpType.Counter64, (1UL << 40) + row));
            Add(IfTable.Append(14, row), SnmpValue.Unsigned(SnmpType.Counter32, 1_000_000 + row));
            Add(IfTable.Append(16, row), SnmpValue.Unsigned(SnmpType.Counter32, 1_000_000 + row));
        }

        return new TableMibView(variables);

        void Add(Oid oid, SnmpValue value) => variables.Add(KeyValuePair.Create(oid, () => value));
    }
}
