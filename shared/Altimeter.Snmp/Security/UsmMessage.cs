using Altimeter.Snmp.Ber;

namespace Altimeter.Snmp.Security;

/// <summary>A v3 message as it came, its scopedPDU still closed; a view over the datagram (RFC 3412 §6, RFC 3414 §2.4).</summary>
internal readonly ref struct UsmMessage
{
    private ReadOnlySpan<byte> Octets { get; init; }

    private int MacOffset { get; init; }

    private int MacLength { get; init; }

    private ReadOnlySpan<byte> Salt { get; init; }

    /// <summary>The scopedPDU: plain with its tag, or what was encrypted.</summary>
    private ReadOnlySpan<byte> Scoped { get; init; }

    /// <summary>Links an answer to its request.</summary>
    public int MessageId { get; private init; }

    /// <summary>What its flags say was done to it; nothing is verified yet.</summary>
    public SecurityLevel Level { get; private init; }

    /// <summary>Whether the sender takes a Report.</summary>
    public bool IsReportable { get; private init; }

    /// <summary>Id of the authoritative engine.</summary>
    public ReadOnlySpan<byte> EngineId { get; private init; }

    /// <summary>Boots of that engine.</summary>
    public int Boots { get; private init; }

    /// <summary>Seconds since its last start.</summary>
    public int Time { get; private init; }

    /// <summary>The user, in UTF-8.</summary>
    public ReadOnlySpan<byte> UserName { get; private init; }

    /// <summary>Octets after the message, which are ignored and not part of the digest.</summary>
    public int TrailingOctets { get; private init; }

    /// <summary>Decodes all but the scopedPDU.</summary>
    public static BerStatus TryDecode(ReadOnlySpan<byte> datagram, out UsmMessage message)
    {
        message = default;
        var outer = new BerReader(datagram);
        var status = outer.Read(BerReader.Sequence, out var content);
        if (status != BerStatus.Ok) return status;
        var reader = new BerReader(content);
        if ((status = reader.ReadInt32(out var version)) != BerStatus.Ok) return status;
        if ((SnmpVersion)version != SnmpVersion.V3) return BerStatus.UnknownVersion;
        if ((status = reader.Read(BerReader.Sequence, out var global)) != BerStatus.Ok) return status;
        var globals = new BerReader(global);
        if ((status = globals.ReadInt32(out var messageId)) != BerStatus.Ok) return status;
        if ((status = globals.ReadInt32(out _)) != BerStatus.Ok) return status;
        if ((status = globals.Read((byte)SnmpType.OctetString, out var flags)) != BerStatus.Ok) return status;
        if ((status = globals.ReadInt32(out var model)) != BerStatus.Ok) return status;
        // Privacy without authentication is no level.
        if (flags.Length != 1 || (flags[0] & 3) == 2 || model != UsmWriter.SecurityModel) return BerStatus.BadSecurityParameters;
        if ((status = reader.Read((byte)SnmpType.OctetString, out var wrapped)) != BerStatus.Ok) return status;
        var octets = datagram[..^outer.Remaining];
        var scoped = content[^reader.Remaining..];
        var level = (SecurityLevel)(flags[0] & 3);
        if (level == SecurityLevel.AuthPriv && (status = reader.Read((byte)SnmpType.OctetString, out scoped)) != BerStatus.Ok) return status;

        if ((status = new BerReader(wrapped).Read(BerReader.Sequence, out var parameters)) != BerStatus.Ok) return status;
        var fields = new BerReader(parameters);
        if ((status = fields.Read((byte)SnmpType.OctetString, out var engineId)) != BerStatus.Ok) return status;
        if ((status = fields.ReadInt32(out var boots)) != BerStatus.Ok) return status;
        if ((status = fields.ReadInt32(out var time)) != BerStatus.Ok) return status;
        if ((status = fields.Read((byte)SnmpType.OctetString, out var userName)) != BerStatus.Ok) return status;
        if ((status = fields.Read((byte)SnmpType.OctetString, out var mac)) != BerStatus.Ok) return status;
        if ((status = fields.Read((byte)SnmpType.OctetString, out var salt)) != BerStatus.Ok) return status;
        if (boots < 0 || time < 0 || engineId.Length > EngineClock.MaxIdOctets) return BerStatus.BadSecurityParameters;

        octets.Overlaps(mac, out var macOffset);
        message = new UsmMessage
        {
            Octets = octets,
            MacOffset = mac.IsEmpty ? 0 : macOffset,
            MacLength = mac.Length,
            Salt = salt,
            Scoped = scoped,
            MessageId = messageId,
            Level = level,
            IsReportable = (flags[0] & 4) != 0,
            EngineId = engineId,
            Boots = boots,
            Time = time,
            UserName = userName,
            TrailingOctets = outer.Remaining,
        };
        return BerStatus.Ok;
    }

    /// <summary>Whether the digest is the user's.</summary>
    public bool IsSignedBy(LocalizedUser user) => user.Verify(Octets, MacOffset, MacLength);

    /// <summary>Opens the scopedPDU.</summary>
    /// <param name="user">Has the key; unused if nothing is encrypted.</param>
    /// <param name="buffer">Gets the plain text, at least as long as the datagram.</param>
    /// <param name="scoped">A view over the datagram or the buffer.</param>
    public BerStatus Open(LocalizedUser? user, Span<byte> buffer, out ScopedPdu scoped)
    {
        if (Level != SecurityLevel.AuthPriv) return ScopedPdu.TryDecode(Scoped, TrailingOctets, out scoped);
        scoped = default;
        if (user is null || !user.TryDecrypt(Scoped, Boots, Time, Salt, buffer)) return BerStatus.BadSecurityParameters;
        return ScopedPdu.TryDecode(buffer[..Scoped.Length], TrailingOctets, out scoped);
    }
}
