using System.Net;

namespace Altimeter.Snmp;

/// <summary>What the engine knows of a device at one moment. Nothing in it is secret.</summary>
/// <param name="Peer">Its address.</param>
public sealed record DeviceHealth(IPEndPoint Peer)
{
    /// <summary>How it answers.</summary>
    public DeviceHealthState State { get; init; }

    /// <summary>Requests in a row without an answer.</summary>
    public int Failures { get; init; }

    /// <summary>Time of the last answer, to the second; null before the first.</summary>
    public DateTimeOffset? LastAnswer { get; init; }

    /// <summary>Smoothed time from request to answer; zero before the first.</summary>
    public TimeSpan RoundTrip { get; init; }

    /// <summary>Why the last request that failed did; null if none has.</summary>
    public string? LastError { get; init; }

    /// <summary>Most OIDs of a GET that it is asked, after one was too big; null without limit. Forgotten after an hour.</summary>
    public int? LargestGet { get; init; }

    /// <summary>Most cells of a GETBULK that it is asked, after one was too big or unanswered; 0 for GETNEXT only, null without limit. Forgotten after an hour.</summary>
    public int? LargestBulk { get; init; }

    /// <summary>Peculiarities that were seen.</summary>
    public DeviceQuirks Quirks { get; init; }
}
