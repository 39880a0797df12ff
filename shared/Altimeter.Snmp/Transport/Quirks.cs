namespace Altimeter.Snmp.Transport;

/// <summary>Peculiarities in words.</summary>
internal static class Quirks
{
    public const DeviceQuirks Last = DeviceQuirks.AnswersFromElsewhere;

    /// <summary>What is wrong, and what can be done about it.</summary>
    public static string Describe(DeviceQuirks quirk) => quirk switch
    {
        DeviceQuirks.IgnoresBulk => "GETNEXT is answered and GETBULK is not",
        DeviceQuirks.SpeaksV1Only => "the device answers in SNMPv1: use version 1 if it has no other",
        DeviceQuirks.CutsRequestIds => "an answer has the last 16 bits only of the request id: the target needs short request ids",
        DeviceQuirks.ChangesCommunity => "an answer has another community than the request: a device or proxy that is set up wrong",
        DeviceQuirks.AnswersFromElsewhere => "an answer came from another address or port",
        _ => quirk.ToString(),
    };
}
