namespace Altimeter.Snmp;

/// <summary>How a device deviates, as seen in what it sent.</summary>
[Flags]
public enum DeviceQuirks
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Answers GETNEXT, but no GETBULK, or none of the size asked for.</summary>
    IgnoresBulk = 1,

    /// <summary>Answers in SNMPv1 what was asked in v2c.</summary>
    SpeaksV1Only = 2,

    /// <summary>Returns only 16 bits of request ids; see <see cref="SnmpTarget.HasShortRequestIds"/>.</summary>
    CutsRequestIds = 4,

    /// <summary>Answers with another community than the one sent.</summary>
    ChangesCommunity = 8,

    /// <summary>Answers from another address or port; see <see cref="SnmpTarget.AcceptsOtherSource"/>.</summary>
    AnswersFromElsewhere = 16,
}
