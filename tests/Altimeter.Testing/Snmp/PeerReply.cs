using Altimeter.Snmp;
using Altimeter.Snmp.Pdu;

namespace Altimeter.Testing.Snmp;

/// <summary>One datagram that the scripted peer sends; change what should be wrong with it.</summary>
public sealed record PeerReply
{
    public SnmpVersion Version { get; init; }

    public string Community { get; init; } = "public";

    public PduType Type { get; init; } = PduType.Response;

    public int RequestId { get; init; }

    public ErrorStatus Status { get; init; }

    public int ErrorIndex { get; init; }

    public IReadOnlyList<VarBind> VarBinds { get; init; } = [];

    /// <summary>Octets cut from the end.</summary>
    public int Cut { get; init; }

    /// <summary>Octets put after the end.</summary>
    public int Trailing { get; init; }

    /// <summary>Changes the datagram that it would be.</summary>
    public Func<byte[], byte[]> Rewrite { get; init; } = datagram => datagram;

    /// <summary>Whether it leaves from another port than the one asked.</summary>
    public bool IsFromOtherPort { get; init; }

    /// <summary>It leaves when this ends.</summary>
    public Task After { get; init; } = Task.CompletedTask;

    internal byte[] ToDatagram()
    {
        var header = new PduHeader
        {
            Version = Version,
            Community = System.Text.Encoding.UTF8.GetBytes(Community),
            Type = Type,
            RequestId = RequestId,
            First = (int)Status,
            Second = ErrorIndex,
        };
        var datagram = MessageWriter.WriteResponse(new byte[MessageWriter.MaxDatagram], header, [.. VarBinds]);
        return Rewrite([.. datagram[..^Cut], .. new byte[Trailing]]);
    }
}
