using Altimeter.Snmp.Pdu;

namespace Altimeter.Snmp.Transport;

/// <content>What answers tell that do not count: the cause behind a time-out.</content>
internal sealed partial class UdpChannel
{
    /// <summary>Whether a message of v1 or v2c, from the right peer, answers the exchange whose id it has.</summary>
    private bool IsAnswer(Exchange exchange, in PduHeader header)
    {
        var version = exchange.Target.Version;
        var hasCommunity = exchange.Community.Equals(header.Community);
        if (header.Type == PduType.Response && header.Version == version && hasCommunity) return true;
        if (header.RequestId != exchange.V1Id) Interlocked.Increment(ref _counters.Mismatched);
        if (header.Type != PduType.Response || version == SnmpVersion.V3) return false;
        if (header.Version == SnmpVersion.V1 && version == SnmpVersion.V2c && hasCommunity) Note(exchange, DeviceQuirks.SpeaksV1Only);
        else if (header.Version == version) Note(exchange, DeviceQuirks.ChangesCommunity);
        return false;
    }

    /// <summary>Looks whether an id that nothing waits for is the end of one that the sender was asked with.</summary>
    private void SearchCutId(in PduHeader header, ReadOnlySpan<byte> from)
    {
        // By chance one id in 32,768 is as small, so that little is searched for late answers.
        if (header.Type != PduType.Response || header.RequestId is < short.MinValue or > ushort.MaxValue) return;
        if (_find(ToEndPoint(from)) is not { } device) return;
        foreach (var exchange in device.UnderWay)
        {
            if (exchange.Target.Version != header.Version || !exchange.Community.Equals(header.Community)) continue;
            foreach (var (id, _) in exchange.Ids)
            {
                if ((short)id == (short)header.RequestId) Note(exchange, DeviceQuirks.CutsRequestIds);
            }
        }
    }

    private void Note(Exchange exchange, DeviceQuirks quirk)
    {
        _counters.Count(quirk);
        exchange.Note(quirk, Quirks.Describe(quirk));
    }

    /// <summary>Asks a device that has never answered in v1 as well, once: those that know only v1 drop v2c without a word.</summary>
    private void AskInV1(Exchange exchange)
    {
        if (!exchange.Device.MayBeOfV1 || exchange.Target.Version != SnmpVersion.V2c || exchange.Request.Type != PduType.Get || exchange.IsSuspicious) return;
        exchange.Device.MayBeOfV1 = false;
        int id;
        do id = _ids.Next();
        while (_recent.Contains(id) || !_pending.TryAdd(id, exchange));
        exchange.V1Id = id;
        var length = Write(_outgoing.Slot(_outgoingCount), exchange, id, SnmpVersion.V1);
        if (length > 0) Queue(exchange, length);
    }
}
