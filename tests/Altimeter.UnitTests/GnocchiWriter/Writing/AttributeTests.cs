using System.Net;
using System.Text.Json.Nodes;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.OpenStack.Gnocchi;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class AttributeTests : IDisposable
{
    private readonly WriterHarness _writer = new();
    private int _minute;

    private GnocchiDouble Gnocchi => _writer.Gnocchi;

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task Item25_TwoSamples_TheLaterAttributeValueCounts()
    {
        await _writer.WriteAsync(Disk("r", "sda"), Disk("r", "sdb"));

        Assert.Equal("sdb", (string)JsonNode.Parse(Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource/host_disk").Body)!["device_name"]!);
    }

    [Fact]
    public async Task Item29_KnownResource_OnePatchAtFirstSightWithExactlyTheAttributes_Differs()
    {
        Make("host_disk", "r");

        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Equal("""{"host_name":"snmp://h","device_name":"sda"}""", Patches().Single().Body);
    }

    [Fact]
    public async Task Item30_TypeWithoutAttributes_NoPatch()
    {
        Make("network", "r");

        await _writer.WriteAsync(Sample("bandwidth", "r", "1"));

        Assert.Empty(Patches());
    }

    [Fact]
    public async Task Item31_CreatedResource_NoPatch_Differs()
    {
        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Equal("""{"id":"r","user_id":"u1","project_id":"p1","host_name":"snmp://h","device_name":"sda"}""", Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource/host_disk").Body);
        Assert.Empty(Patches());
    }

    [Fact]
    public async Task Item33_CreatedBySomebodyElseMeanwhile_BatchAgainAndPatch()
    {
        Gnocchi.Script = r =>
        {
            if (r.Line == "POST /v1/resource/host_disk") Make("host_disk", "r");
            return null;
        };

        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Equal(
            ["POST /v1/batch/resources/metrics/measures", "POST /v1/resource/host_disk", "POST /v1/batch/resources/metrics/measures", "PATCH /v1/resource/host_disk/r", "GET /v1/resource/generic/r/metric"],
            Gnocchi.Lines());
    }

    [Fact]
    public async Task Item34_RefusedResource_NoPatchForIt()
    {
        await _writer.WriteAsync(Sample("image.size", "i", "1", metadata: """{"name": "n"}"""), Disk("r", "sda"));

        Assert.Equal("refused", Assert.Single(_writer.DeadLetters.Letters).Reason);
        Assert.Empty(Patches());
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task RefusedResource_LetterKeepsThePublishersOptions()
    {
        var options = new Dictionary<string, string> { ["archive_policy"] = "high" };

        await _writer.WriteAsync(options, Disk("r", "sda"));

        Assert.Equal(options, Assert.Single(_writer.DeadLetters.Letters).Options);
    }

    [Fact]
    public async Task Item38_RefusedPatch_OthersArePatched_AndItIsSetAsideOnce_Differs()
    {
        Make("host_disk", "r1");
        Make("host_disk", "r2");
        Gnocchi.Script = r => r.Line == "PATCH /v1/resource/host_disk/r1" ? GnocchiDouble.Refuse(HttpStatusCode.BadRequest, "no") : null;

        await _writer.WriteAsync(Disk("r1", "sda"), Disk("r2", "sda"));
        await _writer.WriteAsync(Disk("r1", "sda"), Disk("r2", "sda"));

        Assert.Equal(["PATCH /v1/resource/host_disk/r1", "PATCH /v1/resource/host_disk/r2"], Patches().Select(r => r.Line));
        Assert.Equal("update-refused", Assert.Single(_writer.DeadLetters.Letters).Reason);
        Assert.Equal(4, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item39_NullAttribute_IsAbsent()
    {
        await _writer.WriteAsync(Sample("hardware.disk.size.used", "r", "1", metadata: """{"resource_url": "snmp://h", "device": null}"""));

        Assert.DoesNotContain("device_name", Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource/host_disk").Body);
    }

    [Fact]
    public async Task Item43_SameAttributesTwice_OnePatch()
    {
        Make("host_disk", "r");

        await _writer.WriteAsync(Disk("r", "sda"));
        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Single(Patches());
    }

    [Fact]
    public async Task Item44_ChangedAttribute_SecondPatch()
    {
        Make("host_disk", "r");

        await _writer.WriteAsync(Disk("r", "sda"));
        await _writer.WriteAsync(Disk("r", "sdb"));

        Assert.Equal(2, Patches().Count);
    }

    [Fact]
    public async Task Item45_PatchFailsTransiently_IsItselfRepeated_Differs()
    {
        Make("host_disk", "r");
        var patches = 0;
        Gnocchi.Script = r => r.Method == "PATCH" && ++patches < 3 ? GnocchiDouble.Refuse(HttpStatusCode.InternalServerError, "no") : null;

        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Equal(3, patches);
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item47_EntryExpired_PatchAgain()
    {
        Make("host_disk", "r");
        await _writer.WriteAsync(Disk("r", "sda"));

        _writer.Time.Advance(AttributeCache.Expiry);
        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Equal(2, Patches().Count);
    }

    [Fact]
    public void Item49_AttributeOrderDiffers_IsCurrent()
    {
        var cache = new AttributeCache(10, _writer.Time);
        cache.Remember("r", new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });

        Assert.True(cache.IsCurrent("r", new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" }));
        Assert.False(cache.IsCurrent("r", new Dictionary<string, string> { ["b"] = "1", ["a"] = "2" }));
    }

    [Fact]
    public async Task ResourceRemovedBeforeThePatch_IsMadeAnewWithTheNextSample()
    {
        Make("host_disk", "r");
        Gnocchi.Script = r =>
        {
            if (r.Method == "PATCH") Gnocchi.Resources.Clear();
            return null;
        };
        await _writer.WriteAsync(Disk("r", "sda"));
        Gnocchi.Metrics.Clear();

        await _writer.WriteAsync(Disk("r", "sda"));

        Assert.Contains(Gnocchi.Requests, r => r.Line == "POST /v1/resource/host_disk");
        Assert.Equal(2, _writer.Status.Stored);
    }

    [Fact]
    public async Task NumberForATextAttribute_IsSentAsText()
    {
        await _writer.WriteAsync(Sample(
            "memory", "i", "512", metadata: """{"host": "h", "display_name": 7, "flavor_id": 42, "instance_type": 1.50, "launched_at": "2026-11-25T09:00:00"}"""));

        var body = JsonNode.Parse(Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource/instance").Body)!;
        Assert.Equal(("7", "42", "1.50"), ((string)body["display_name"]!, (string)body["flavor_id"]!, (string)body["flavor_name"]!));
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task MetadataThatIsNoJson_MeasuresAreStoredWithoutAttributes()
    {
        Make("host_disk", "r");

        await _writer.WriteAsync(Sample("hardware.disk.size.used", "r", "1", metadata: """{"device": NaN}"""));

        Assert.Equal(1, _writer.Status.Stored);
        Assert.Empty(Patches());
    }

    [Fact]
    public async Task Item61_TypeMissing_IsCreatedWithItsAttributes()
    {
        Gnocchi.Types.Remove("image");

        await _writer.WriteAsync(Sample("image.size", "i", "1", metadata: """{"name": "n", "container_format": "bare", "disk_format": "raw"}"""));

        var body = JsonNode.Parse(Gnocchi.Requests.Single(r => r.Line == "POST /v1/resource_type/").Body)!;
        var text = """{"type":"string","min_length":0,"max_length":255,"required":true}""";
        Assert.Equal($$$"""{"name":"image","attributes":{"name":{{{text}}},"container_format":{{{text}}},"disk_format":{{{text}}}}}""", body.ToJsonString());
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task TypeThatAnotherLaneJustMade_IsTriedAgainAndNothingIsSetAside()
    {
        var refusals = 0;
        Gnocchi.Script = request => request.Line == "POST /v1/resource/image" && refusals++ < 2
            ? GnocchiDouble.Refuse(HttpStatusCode.NotFound, "Resource type image does not exist")
            : null;

        await _writer.WriteAsync(Sample("image.size", "i", "1", metadata: """{"name": "n", "container_format": "bare", "disk_format": "raw"}"""));

        Assert.Equal(1, _writer.Status.Stored);
        Assert.Empty(_writer.DeadLetters.Letters);
        Assert.DoesNotContain(Gnocchi.Requests, r => r.Line == "POST /v1/resource_type/");
    }

    [Fact]
    public async Task Item62_TypeComplete_NeitherPostNorPatch()
    {
        await _writer.WriteAsync(Sample("image.size", "i", "1", metadata: "{}"));

        Assert.Contains("GET /v1/resource_type/image", Gnocchi.Lines());
        Assert.DoesNotContain(Gnocchi.Requests, r => r.Method != "GET" && r.Path.StartsWith("/v1/resource_type", StringComparison.Ordinal));
        Assert.Equal("refused", Assert.Single(_writer.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task Item64_TypeOfAnOlderRelease_GetsTheMissingAttributes()
    {
        Gnocchi.Types["instance"].Remove("flavor_name");

        await _writer.WriteAsync(Sample("memory", "i", "1", metadata: """{"host": "h", "display_name": "d", "flavor_id": "f", "instance_type": "m1"}"""));

        var patch = Gnocchi.Requests.Single(r => r.Line == "PATCH /v1/resource_type/instance");
        Assert.Equal("application/json-patch+json", patch.ContentType);
        Assert.Equal("""[{"op":"add","path":"/attributes/flavor_name","value":{"type":"string","min_length":0,"max_length":255,"required":true,"options":{"fill":""}}}]""", patch.Body);
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task TypeThatCannotBeMade_SamplesAreSetAsideAndItIsTold()
    {
        foreach (var policy in Altimeter.GnocchiWriter.Definitions.ResourceDefinitionsSource.BuiltIn.Policies) Gnocchi.Policies.Add(policy.Name);
        Gnocchi.IsAdmin = false;
        Gnocchi.Types.Remove("host_disk");

        await _writer.WriteAsync(Disk("r", "sda"), Sample("hardware.memory.used", "h", "1"));

        Assert.Contains("Resource type host_disk does not exist", Assert.Single(_writer.DeadLetters.Letters).Text);
        Assert.Contains(_writer.Logs.Lines, line => line.Contains("resource type host_disk") && line.Contains("Insufficient privileges"));
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public void ResourceTypes_AreThoseOfTheReferenceAfterItsUpgrade()
    {
        var reference = new Dictionary<string, JsonObject>();
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Data", "gnocchi", "upgrade.json")))!;
        foreach (var request in file["exchanges"]!.AsArray().Select(e => e!["request"]!))
        {
            if ((string)request["method"]! == "POST")
            {
                var body = JsonNode.Parse((string)request["body"]!)!;
                reference[(string)body["name"]!] = body["attributes"]!.DeepClone().AsObject();
            }
            else if ((string)request["method"]! == "PATCH")
            {
                foreach (var operation in JsonNode.Parse((string)request["body"]!)!.AsArray())
                {
                    var attribute = operation!["value"]!.DeepClone().AsObject();
                    attribute.Remove("options");
                    reference[((string)request["path"]!).Split('/')[^1]][((string)operation["path"]!).Split('/')[^1]] = attribute;
                }
            }
        }

        var ours = ResourceTypes.All.ToDictionary(t => t.Name, t => JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(t, GnocchiJsonContext.Default.ResourceType))!["attributes"]!);

        Assert.Equal(reference.Keys.Order(), ours.Keys.Order());
        Assert.All(reference, type => Assert.True(JsonNode.DeepEquals(type.Value, ours[type.Key]), $"{type.Key}: {ours[type.Key].ToJsonString()}"));
    }

    private Sample Disk(string resource, string device) => Sample(
        "hardware.disk.size.used", resource, "1", $"2026-11-25T10:{_minute++:00}:00", $$"""{"resource_url": "snmp://h", "device": "{{device}}"}""");

    private void Make(string type, string id) => Gnocchi.Resources.TryAdd(GnocchiIds.ToUuid(id, Gnocchi.Creator), new GnocchiDouble.Resource(type, [], []));

    private List<GnocchiDouble.Request> Patches() => [.. Gnocchi.Requests.Where(r => r.Method == "PATCH" && r.Path.StartsWith("/v1/resource/", StringComparison.Ordinal))];
}
