using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;

namespace Altimeter.IntegrationTests.Servers;

public sealed class ServerTests(RealServers servers)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task RabbitMq_Started_TakesAConnection()
    {
        var server = await servers.RabbitMqAsync();

        await using var connection = await new ConnectionFactory { Uri = new Uri(server.UrlOf("/")) }.CreateConnectionAsync(TestContext.Current.CancellationToken);

        Assert.True(connection.IsOpen);
    }

    [Fact]
    public async Task Gnocchi_MeasurePosted_ComesBackAggregated()
    {
        var token = TestContext.Current.CancellationToken;
        var gnocchi = await servers.GnocchiAsync();
        await PostAsync("/v1/archive_policy", """{"name": "minute", "definition": [{"granularity": "60s", "points": 100}], "aggregation_methods": ["mean"]}""");
        await PostAsync("/v1/resource/generic", """{"id": "device_1", "metrics": {"load": {"archive_policy_name": "minute"}}}""");
        await PostAsync("/v1/batch/resources/metrics/measures", """{"device_1": {"load": [{"timestamp": "2026-11-01T10:00:30", "value": 80.5}]}}""");

        var measures = await gnocchi.WaitForMeasuresAsync("device/1", "load", 1, Limit, token);

        Assert.Equal([new StoredMeasure(new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero), TimeSpan.FromMinutes(1), 80.5)], measures);

        Task PostAsync(string path, string body) => gnocchi.PostAsync(path, JsonNode.Parse(body)!, token);
    }

    [Fact]
    public async Task Snmpd_Started_AnswersSnmpget()
    {
        var snmpd = await servers.SnmpdAsync();

        Assert.Equal("switch-1.example", await snmpd.GetAsync("1.3.6.1.2.1.1.5.0", TestContext.Current.CancellationToken));
    }
}
