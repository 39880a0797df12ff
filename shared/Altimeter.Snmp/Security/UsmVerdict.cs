namespace Altimeter.Snmp.Security;

/// <summary>What a datagram means for the operation that it belongs to.</summary>
internal enum UsmOutcome
{
    /// <summary>It is no answer, and the wait goes on.</summary>
    Drop,

    /// <summary>It is the answer.</summary>
    Answer,

    /// <summary>Something was learnt from it: the request goes out again at once, and that is no retry.</summary>
    Again,

    /// <summary>The device refuses; asking again changes nothing.</summary>
    Refused,
}

/// <summary>What a datagram means, and why.</summary>
/// <param name="Outcome">What to do.</param>
/// <param name="Fault">Why it was dropped or refused; none where that has nothing to do with security.</param>
internal readonly record struct UsmVerdict(UsmOutcome Outcome, SnmpSecurityFault Fault = SnmpSecurityFault.None);
