using System.Diagnostics.Metrics;
using System.Text.Json;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Health;

/// <summary>The one shape of what is thrown away and set aside.</summary>
public sealed class ThrownAwayTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Of_DropsAndLetters_AreCountedByReasonAndName()
    {
        var report = Report();

        Assert.Equal(8, report.Total);
        Assert.Equal(["unmapped", "volume-missing"], report.Reasons.Keys);
        Assert.Equal([("b", 4L), ("a", 3L)], report.Reasons["unmapped"].Select(name => (name.Key, name.Value)));
        Assert.Equal(2, report.DeadLetters["late"]);
    }

    [Fact]
    public void Json_WrittenAndRead_IsTheSame()
    {
        var report = Report();
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) report.WriteTo(writer);

        var back = ThrownAway.Read(buffer.ToArray());

        Assert.Equal((report.Service, report.Since, report.Total), (back.Service, back.Since, back.Total));
        Assert.Equal(report.Reasons["unmapped"], back.Reasons["unmapped"]);
        Assert.Equal(report.DeadLetters, back.DeadLetters);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void Read_SomethingElse_IsAFormatException(string text) => Assert.Throws<FormatException>(() => ThrownAway.Read(System.Text.Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData(null, "127.0.0.1", null, "http://127.0.0.1:9104/health/thrown-away")]
    [InlineData(null, "0.0.0.0", 8080, "http://127.0.0.1:8080/health/thrown-away")]
    [InlineData("http://writer:8080/", "127.0.0.1", null, "http://writer:8080/health/thrown-away")]
    public void Address_Options_SayWhereToAsk(string? url, string bind, int? port, string expected) =>
        Assert.Equal(expected, ThrownAwayCommand.AddressOf(url, new HttpOptions { Bind = bind, Port = port }, 9104).ToString());

    private ThrownAway Report()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        var drops = new Drops(meters);
        var letters = new DeadLetterCounter(meters);
        drops.Add("volume-missing", "a");
        drops.Add("unmapped", "a", 3);
        drops.Add("unmapped", "b", 4);
        foreach (var kind in (string[])["sample", "event"]) letters.Add(new DeadLetter { Kind = kind, Reason = "late", Text = "", Body = default });
        return ThrownAway.Of("gnocchi-writer", DateTimeOffset.UnixEpoch, drops, letters);
    }
}
