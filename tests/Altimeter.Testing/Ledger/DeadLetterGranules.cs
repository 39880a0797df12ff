using System.Globalization;
using System.Text;
using System.Text.Json;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.Testing.Ledger;

/// <summary>Reads the dead letters of a service without taking them.</summary>
public static class DeadLetterGranules
{
    /// <summary>Granules of the samples that were set aside, with their reasons.</summary>
    /// <param name="broker">The broker.</param>
    /// <param name="virtualHost">Where the queues are.</param>
    /// <param name="service">Name of the service.</param>
    /// <param name="ledger">Knows the granules.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>One entry per sample; of a letter that is no sample, one whose meter is its kind.</returns>
    public static async Task<IReadOnlyList<(Granule Granule, string Reason)>> ReadAsync(
        RabbitMqServer broker, string virtualHost, string service, SampleLedger ledger, CancellationToken cancellationToken)
    {
        var queue = $"{service}-dead-letters";
        if (!(await broker.Management.QueuesAsync(virtualHost, cancellationToken)).ContainsKey(queue)) return [];
        var found = new List<(Granule, string)>();
        await using var connection = await new ConnectionFactory { Uri = new Uri(broker.UrlOf(virtualHost)) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        while (await channel.BasicGetAsync(queue, autoAck: false, cancellationToken) is { } letter) found.Add(Read(letter, ledger));
        return found; // the channel closes and everything returns
    }

    private static (Granule Granule, string Reason) Read(BasicGetResult letter, SampleLedger ledger)
    {
        var kind = Header(letter, "altimeter-kind");
        var reason = Header(letter, "altimeter-reason");
        if (kind != "sample") return (new Granule("", kind, default), reason);
        using var body = JsonDocument.Parse(letter.Body);
        var sample = body.RootElement;
        var time = DateTimeOffset.Parse(Text(sample, "timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return (ledger.GranuleOf(Text(sample, "resource_id"), Text(sample, "name"), time), reason);
    }

    private static string Text(JsonElement sample, string name) => sample.GetProperty(name).GetString() ?? "";

    private static string Header(BasicGetResult letter, string name) =>
        letter.BasicProperties.Headers?.TryGetValue(name, out var value) == true && value is byte[] text ? Encoding.UTF8.GetString(text) : "";
}
