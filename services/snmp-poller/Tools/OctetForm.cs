namespace Altimeter.SnmpPoller.Tools;

/// <summary>How the octets of a value are shown, by its textual convention (RFC 2579).</summary>
internal enum OctetForm
{
    Unknown,
    Text,
    PhysicalAddress,
    DateAndTime,
}
