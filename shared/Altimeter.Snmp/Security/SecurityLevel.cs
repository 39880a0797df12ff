namespace Altimeter.Snmp.Security;

/// <summary>Security levels, as the flags of a message (RFC 3412 §6.4). Each includes the ones before it.</summary>
internal enum SecurityLevel : byte
{
    NoAuthNoPriv = 0,
    AuthNoPriv = 1,
    AuthPriv = 3,
}
