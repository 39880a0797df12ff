using System.Text;
using Altimeter.Hosting.Membership;
using Altimeter.Hosting.Topology;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Membership;

public sealed class HeartbeatTests
{
    private static readonly Heartbeat Full = new()
    {
        Service = "gnocchi-writer",
        Replica = "writer-0-0123abcd",
        Sequence = 7,
        SentAt = new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero),
        Joined = true,
        Leaving = true,
        Claims = ["gnocchi-writer-samples-0"],
        TargetSet = "abc",
    };

    [Fact]
    public void ToBytes_GoldenBody_NeverChanges() => Assert.Equal(
        """{"service":"gnocchi-writer","replica":"writer-0-0123abcd","sequence":7,"sentAt":"2026-11-25T08:00:00+00:00","joined":true,"leaving":true,"claims":["gnocchi-writer-samples-0"],"targetSet":"abc"}""",
        Encoding.UTF8.GetString(Full.ToBytes()));

    [Fact]
    public void TryParse_RoundTripAndUnknownMembers_GivesTheSame()
    {
        var body = Encoding.UTF8.GetString(Full.ToBytes()).Replace("\"sequence\"", "\"later\":{\"a\":1},\"sequence\"", StringComparison.Ordinal);

        Assert.True(Heartbeat.TryParse(Encoding.UTF8.GetBytes(body), out var heartbeat, out _));

        Assert.Equal(Full with { Claims = heartbeat.Claims }, heartbeat);
        Assert.Equal(Full.Claims, heartbeat.Claims);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"service":"s","replica":"r","sequence":1}""")]
    [InlineData("""{"service":"","replica":"r","sequence":1,"sentAt":"2026-11-25T08:00:00Z"}""")]
    [InlineData("""{"service":null,"replica":"r","sequence":1,"sentAt":"2026-11-25T08:00:00Z"}""")]
    [InlineData("""{"service":"s","replica":"r","sequence":1,"sentAt":"2026-11-25T08:00:00Z","claims":null}""")]
    [InlineData("""{"service":"s","replica":"r","sequence":1,"sentAt":"2026-11-25T08:00:00Z","claims":[null]}""")]
    [InlineData("""{"service":"s","replica":"r","sequence":1,"sentAt":"2026-11-25T08:00:00Z","claims":[[[[[["x"]]]]]]}""")]
    public void TryParse_BadBody_IsRefusedWithAReason(string body)
    {
        Assert.False(Heartbeat.TryParse(Encoding.UTF8.GetBytes(body), out var heartbeat, out var problem));

        Assert.Null(heartbeat);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        var body = (Full with { Claims = [.. Enumerable.Range(0, 2000).Select(i => new string('x', 200))] }).ToBytes();

        Assert.False(Heartbeat.TryParse(body, out _, out var problem));

        Assert.Contains("longer than", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("host-1")]
    [InlineData("")]
    [InlineData("größer als/erlaubt")]
    [InlineData("a-very-long-name-of-a-pod-in-a-stateful-set-in-kubernetes.whose-domain-is-even-longer.svc.cluster.local.a-very-long-name-of-a-pod-in-a-stateful-set-in-kubernetes.whose-domain-is-even-longer.svc.cluster.local.x")]
    public void New_AnyHost_GivesAValidQueueName(string host)
    {
        var name = RabbitTopology.HeartbeatQueueOf("notification-router", ReplicaId.New(host));

        Assert.True(Encoding.UTF8.GetByteCount(name) <= ReplicaId.LongestQueueName);
        Assert.Matches("^notification-router-heartbeat-[-._A-Za-z0-9]+-[0-9a-f]{8}$", name);
    }
}
