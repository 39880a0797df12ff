using System.Net;
using System.Net.Sockets;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

public sealed class OutageTests : IDisposable
{
    private const string Meter = "hardware.memory.used";

    private readonly WriterHarness _writer = new();

    public void Dispose() => _writer.Dispose();

    public static TheoryData<string> Failures => ["refused", "reset", "timeout", "500", "503", "429", "408", "html-502", "401"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Item37_Outage_HeldUntilItIsOver_NothingSetAside_Differs(string failure)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1"));
        var left = 5;
        _writer.Gnocchi.Script = _ => left-- > 0 ? Fail(failure) : null;
        var message = Message(null, Sample(Meter, "r", "2", "2026-11-25T10:05:00"), Sample(Meter, "new", "3"));

        await _writer.ConsumeAsync(message);

        Assert.True(left < 0);
        Assert.Empty(_writer.DeadLetters.Letters);
        Assert.Equal([1, 2], _writer.Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
        Assert.Equal(3, _writer.Gnocchi.MetricOf("new", Meter)!.Measures.Single().Value);
        Assert.Contains(_writer.Logs.Lines, line => line.Contains("is away"));
        Assert.Contains(_writer.Logs.Lines, line => line.Contains("is back"));
        Assert.Null(_writer.Status.GnocchiTrouble);
    }

    [Fact]
    public async Task Item35_SecondBatchFails_RepeatedUntilStored_Differs()
    {
        var batches = 0;
        _writer.Gnocchi.Script = r => r.Path == "/v1/batch/resources/metrics/measures" && ++batches is 2 or 3 ? Fail("503") : null;

        await _writer.WriteAsync(Sample(Meter, "r", "1"));

        Assert.Equal(4, batches);
        Assert.Equal(1, _writer.Status.Stored);
    }

    [Fact]
    public async Task Item34_CreationFailsTransiently_RepeatedUntilDone_Differs()
    {
        var creations = 0;
        _writer.Gnocchi.Script = r => r.Line == "POST /v1/resource/host" && ++creations < 4 ? Fail("500") : null;

        await _writer.WriteAsync(Sample(Meter, "r", "1"));

        Assert.Equal(4, creations);
        Assert.Equal(1, _writer.Status.Stored);
        Assert.Empty(_writer.DeadLetters.Letters);
    }

    [Fact]
    public async Task Item41_ConnectionRefused_NotAcknowledgedMeanwhile_AndCancellationEndsTheHold_Differs()
    {
        _writer.Gnocchi.Script = _ => Fail("refused");
        using var stop = new CancellationTokenSource();
        var message = Message(null, Sample(Meter, "r", "1"));
        var work = _writer.Consumer.ConsumeAsync(new LaneBatch<PublishSamples>(3, [message]), stop.Token);
        await _writer.WaitForTroubleAsync();
        Assert.False(message.Settled.IsCompleted);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _writer.RunAsync(work));
        Assert.False(message.Settled.IsCompleted);
    }

    [Fact]
    public async Task LearningFails_MeasuresCountAllTheSame()
    {
        _writer.Gnocchi.Script = r => r.Method == "GET" && r.Path.StartsWith("/v1/resource/generic", StringComparison.Ordinal) ? Fail("503") : null;

        await _writer.WriteAsync(Sample(Meter, "r", "1"));
        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:05:00"));

        Assert.Equal(2, _writer.Status.Stored);
        Assert.DoesNotContain(_writer.Gnocchi.Requests, r => r.Path == "/v1/batch/metrics/measures");
    }

    private static HttpResponseMessage Fail(string kind) => kind switch
    {
        "refused" => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused)),
        "reset" => throw new HttpRequestException("reset", new IOException("connection reset")),
        "timeout" => throw new TaskCanceledException("the answer did not come", new TimeoutException()),
        "html-502" => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html><h1>502 Bad Gateway</h1></html>") },
        _ => GnocchiDouble.Refuse((HttpStatusCode)int.Parse(kind), "trouble"),
    };
}
