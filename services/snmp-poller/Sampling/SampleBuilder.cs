using System.Buffers;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Delivery;
using Altimeter.Oslo.Envelope;
using Altimeter.Snmp;
using Altimeter.SnmpPoller.Definitions;
using Altimeter.SnmpPoller.Polling;

namespace Altimeter.SnmpPoller.Sampling;

/// <summary>Makes the samples of one visit (spec/polling.md §7.3, §7.4, §7.6, §8).</summary>
/// <param name="resource">The device.</param>
/// <param name="reading">What it answered; takes what cannot be converted as failures.</param>
/// <param name="timestamp">Time that the samples carry.</param>
/// <param name="tick">Scheduled time, which the ids are derived from: a poll of the same tick elsewhere gives the same ids.</param>
internal sealed class SampleBuilder(PollResource resource, DeviceReading reading, string timestamp, string tick)
{
    private const string Source = "hardware";

    private static readonly Guid IdNamespace = new("a2c1f0de-6d0b-5b7e-9a61-3f0f6f5a7c11");
    private static readonly byte[] JsonNull = "null"u8.ToArray();

    private readonly byte[] _url = ConvertedValue.Of(resource.Url).ToJson();
    private readonly List<Sample> _samples = [];
    private Dictionary<uint, string>? _addresses;

    /// <summary>Gives the samples of all meters, in the order of the definitions and, inside a table, of its rows.</summary>
    public IReadOnlyList<Sample> Build(IReadOnlyList<MeterDefinition> meters)
    {
        foreach (var meter in meters)
        {
            if (!meter.IsPrefix)
            {
                Add(meter, default, reading.Instance(meter.Oid), reading.Instance);
                continue;
            }

            foreach (var (index, value) in reading.Column(meter.Oid)) Add(meter, index, value, column => reading.Column(column).GetValueOrDefault(index));
        }

        return _samples;
    }

    private void Add(MeterDefinition meter, Oid index, SnmpValue raw, Func<Oid, SnmpValue> metadataOf)
    {
        if (!raw.IsPresent || Convert(meter, meter.Converter, raw) is not { } value) return;
        if (meter.PostOperation == PostOperation.MemoryAvailToUsed)
        {
            if (!reading.Instance(DevicePlan.MemoryTotal).TryGetInteger(out var total) || !value.IsNumber) return;
            value = value.SubtractedFrom(total);
        }

        var metadata = new OrderedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        string? suffix = null;
        foreach (var definition in meter.Metadata)
        {
            var converted = metadataOf(definition.Oid) is { IsPresent: true } cell ? Convert(meter, definition.Converter, cell) : null;
            metadata[definition.Key] = converted?.ToJson() ?? JsonNull;
            if (definition.Key == SuffixKey(meter.PostOperation)) suffix = converted?.AsText;
        }

        if (meter.PostOperation == PostOperation.Net) metadata["ip"] = ConvertedValue.Of(AddressOf(index)).ToJson();
        metadata["resource_url"] = _url;
        foreach (var (key, json) in resource.Extra) metadata[key] = json;
        var id = string.IsNullOrEmpty(suffix) ? resource.Id : $"{resource.Id}.{suffix}";
        if (id != resource.Id) metadata["resource_id"] = ConvertedValue.Of(id).ToJson();

        _samples.Add(new Sample
        {
            Name = meter.Name,
            Type = meter.Type,
            Unit = meter.Unit,
            Volume = value.ToJson(),
            UserId = resource.UserId,
            ProjectId = resource.ProjectId,
            ResourceId = id,
            Timestamp = timestamp,
            Metadata = ToObject(metadata),
            Source = Source,
            Id = MessageIds.Derive(IdNamespace, resource.Id, meter.Name, index.ToString(), tick).ToString(),
        });
    }

    private ConvertedValue? Convert(MeterDefinition meter, ValueConverter converter, SnmpValue raw)
    {
        if (converter.TryConvert(raw, out var value)) return value;
        reading.Failures[meter.Name] = $"{resource}: a value of type {raw.Type} cannot be read as {converter.Name}";
        return null;
    }

    private static string? SuffixKey(PostOperation operation) => operation switch
    {
        PostOperation.Net => "name",
        PostOperation.Disk => "device",
        _ => null,
    };

    // The index of ipAdEntIfIndex is the address, its value the interface; of several the last counts.
    private string AddressOf(Oid row)
    {
        if (row.Length != 1) return "";
        if (_addresses is null)
        {
            _addresses = [];
            foreach (var (address, value) in reading.Column(DevicePlan.AddressIndex))
                if (value.TryGetInteger(out var number) && number >= 0 && number <= uint.MaxValue) _addresses[(uint)number] = address.ToString();
        }

        return _addresses.GetValueOrDefault(row.SubIdentifiers[0], "");
    }

    private static ReadOnlyMemory<byte> ToObject(OrderedDictionary<string, ReadOnlyMemory<byte>> members)
    {
        var output = new ArrayBufferWriter<byte>(128);
        var separator = "{"u8;
        foreach (var (key, json) in members)
        {
            output.Write(separator);
            AsciiJson.WriteText(output, key);
            output.Write(":"u8);
            output.Write(json.Span);
            separator = ","u8;
        }

        output.Write("}"u8);
        return output.WrittenMemory;
    }
}
