using System.Text.Json;
using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class GnocchiJsonTests
{
    [Fact]
    public void Resource_AsARealServerShowsIt_IsRead()
    {
        const string Json = """
            {"creator": "admin", "ended_at": null, "user_id": null, "original_resource_id": "switch-1.example", "id": "fd1eacd3-97c9-5ae0-ba16-57e800b10bf8",
             "type": "host", "host_name": "h", "metrics": {"hardware.cpu.load.1min": "87020559-0a59-4944-8b2e-a06f15b41800"}}
            """;

        var resource = JsonSerializer.Deserialize(Json, GnocchiJsonContext.Default.GnocchiResource)!;

        Assert.Equal(("host", "switch-1.example"), (resource.Type, resource.OriginalResourceId));
        Assert.Equal(new Guid("87020559-0a59-4944-8b2e-a06f15b41800"), resource.Metrics["hardware.cpu.load.1min"]);
        Assert.Equal("h", resource.Attributes!["host_name"].GetString());
    }

    [Fact]
    public void Measures_AsARealServerShowsThem_AreRead()
    {
        var measures = JsonSerializer.Deserialize("""[["2026-11-23T08:00:00+00:00", 300.0, 0.25]]""", GnocchiJsonContext.Default.IReadOnlyListStoredMeasure)!;

        Assert.Equal([new StoredMeasure(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero), 300, 0.25)], measures);
    }

    [Fact]
    public void Policy_AsARealServerShowsIt_IsRead()
    {
        var policy = JsonSerializer.Deserialize(
            """{"name": "ceilometer-low", "back_window": 0, "definition": [{"timespan": "30 days, 0:00:00", "granularity": "0:05:00", "points": 8640}], "aggregation_methods": ["mean"]}""",
            GnocchiJsonContext.Default.ArchivePolicy)!;

        Assert.Equal(("ceilometer-low", 8640L, "mean"), (policy.Name, policy.Definition[0].Points, policy.AggregationMethods[0]));
    }

    [Fact]
    public void Status_AsARealServerShowsIt_IsRead()
    {
        var status = JsonSerializer.Deserialize("""{"storage": {"summary": {"metrics": 2, "measures": 7}}, "metricd": {}}""", GnocchiJsonContext.Default.GnocchiStatus)!;

        Assert.Equal(new GnocchiBacklog(2, 7), status.Storage.Summary);
    }

    [Fact]
    public void MissingMembers_KeepTheirDefaults()
    {
        var resource = JsonSerializer.Deserialize("""{"id": "fd1eacd3-97c9-5ae0-ba16-57e800b10bf8"}""", GnocchiJsonContext.Default.GnocchiResource)!;
        var policy = JsonSerializer.Deserialize("""{"name": "low"}""", GnocchiJsonContext.Default.ArchivePolicy)!;

        Assert.Empty(resource.Metrics);
        Assert.Empty(policy.AggregationMethods);
        Assert.Empty(policy.Definition);
    }
}
