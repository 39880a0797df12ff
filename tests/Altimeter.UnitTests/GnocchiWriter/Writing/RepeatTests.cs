using System.Net;
using Altimeter.Contracts.V1;
using Altimeter.GnocchiWriter.Writing;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Xunit;
using static Altimeter.UnitTests.GnocchiWriter.WriterHarness;

namespace Altimeter.UnitTests.GnocchiWriter.Writing;

/// <summary>Messages that come again: what they bring may be stored already, so it is posted again and never called late.</summary>
public sealed class RepeatTests : IDisposable
{
    private const string Meter = "hardware.memory.used";
    private const string Other = "hardware.memory.total";

    private readonly WriterHarness _writer = new();

    private GnocchiDouble Gnocchi => _writer.Gnocchi;

    public void Dispose() => _writer.Dispose();

    [Fact]
    public async Task PostedButNotAcknowledgedToTheBroker_IsPostedAgain()
    {
        DeliveredMessage<PublishSamples>[] messages = [.. Enumerable.Range(0, 5).Select(i => Message(null, Sample(Meter, "r", $"{i}", $"2026-11-25T10:{i * 10:00}:00")))];
        foreach (var message in messages) await _writer.ConsumeAsync(message);

        foreach (var message in messages) await _writer.ConsumeAsync(Again(message));

        Assert.Empty(_writer.DeadLetters.Letters);
        Assert.Equal([0, 1, 2, 3, 4, 0, 1, 2, 3, 4], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Fact]
    public async Task RepeatBesideNews_OnlyTheNewsCanBeLate()
    {
        var first = Message(null, Sample(Meter, "r", "1", "2026-11-25T09:00:00"));
        await _writer.ConsumeAsync(first, Message(null, Sample(Meter, "r", "2", "2026-11-25T10:00:00")));

        await _writer.ConsumeAsync(Again(first), Message(null, Sample(Meter, "r", "3", "2026-11-25T09:30:00")), Message(null, Sample(Meter, "r", "4", "2026-11-25T10:05:00")));

        Assert.Contains("2026-11-25T09:30:00", System.Text.Encoding.UTF8.GetString(Assert.Single(_writer.DeadLetters.Letters).Body.Span));
        Assert.Equal([1, 2, 1, 4], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Fact]
    public async Task FirstHalfPostedSecondHalfCut_TheWholeIsPostedAgain()
    {
        // By id and by name are two requests: the second is cut.
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T09:00:00"));
        DeliveredMessage<PublishSamples>[] messages =
        [
            Message(null, Sample(Meter, "r", "2", "2026-11-25T09:05:00"), Sample(Other, "r", "2", "2026-11-25T09:05:00")),
            Message(null, Sample(Meter, "r", "3", "2026-11-25T10:00:00"), Sample(Other, "r", "3", "2026-11-25T10:00:00")),
        ];
        await CutAsync(messages, r => r.Path == "/v1/batch/resources/metrics/measures");
        Assert.Equal([1, 2, 3], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));

        foreach (var message in messages) await _writer.ConsumeAsync(Again(message));

        Assert.Empty(_writer.DeadLetters.Letters);
        Assert.Equal([2, 3], Gnocchi.MetricOf("r", Other)!.Measures.Select(m => m.Value));
        Assert.Equal([1, 2, 3, 2, 3], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Fact]
    public async Task MessageOfTwoRequests_CutInTheSecond_TheFirstIsARepeat_TheSecondIsJudged()
    {
        using var writer = new WriterHarness(("GnocchiWriter:MeasuresPerRequest", "3"));
        await writer.WriteAsync(Sample(Meter, "r", "0", "2026-11-25T08:00:00"));
        var message = Message(
            null,
            Sample(Meter, "r", "1", "2026-11-25T09:00:00"), Sample(Meter, "r", "2", "2026-11-25T10:00:00"), Sample(Meter, "r", "3", "2026-11-25T10:05:00"),
            Sample(Meter, "r", "4", "2026-11-25T09:30:00"), Sample(Meter, "r", "5", "2026-11-25T10:10:00"));
        await CutAsync([message], r => r.Path == "/v1/archive_policy/altimeter-low", writer); // asked for because of value 4

        await writer.ConsumeAsync(Again(message));

        Assert.Contains("09:30:00", System.Text.Encoding.UTF8.GetString(Assert.Single(writer.DeadLetters.Letters).Body.Span));
        Assert.Equal([0, 1, 2, 3, 1, 2, 3, 5], writer.Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Fact]
    public async Task LateSampleOfACutMessage_IsNotLostBecauseTheMessageComesAgain()
    {
        await _writer.WriteAsync(Sample(Meter, "r", "1", "2026-11-25T10:00:00"));
        var message = Message(null, Sample(Meter, "r", "2", "2026-11-25T09:00:00"));
        await CutAsync([message], r => r.Path == "/v1/archive_policy/altimeter-low");
        Assert.Empty(_writer.DeadLetters.Letters);

        await _writer.ConsumeAsync(Again(message));

        Assert.Equal("late", Assert.Single(_writer.DeadLetters.Letters).Reason);
    }

    [Fact]
    public async Task SameMessageTwiceInOneBatch_OverRequests_IsNotLate()
    {
        using var writer = new WriterHarness(("GnocchiWriter:MeasuresPerRequest", "3"));
        await writer.WriteAsync(Sample(Meter, "r", "0", "2026-11-25T08:00:00"));
        var message = Message(null, Sample(Meter, "r", "1", "2026-11-25T09:00:00"), Sample(Meter, "r", "2", "2026-11-25T10:00:00"));

        await writer.ConsumeAsync(message, Again(message));

        Assert.Empty(writer.DeadLetters.Letters);
        Assert.Equal(2, writer.Gnocchi.Requests.Count(r => r.Path == "/v1/batch/metrics/measures"));
    }

    [Fact]
    public async Task OfTheFormerOwner_NothingIsKnown_IsPosted()
    {
        var message = Again(Message(null, Sample(Meter, "r", "1", "2026-11-25T09:00:00")));

        await _writer.ConsumeAsync(message);

        Assert.Equal(1, _writer.Status.Stored);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task BehindAndNotPostedHere_IsCountedWhenItMayBeARepeatOfTheFormerOwners(bool mayBeRepeat)
    {
        await _writer.WriteAsync(Sample(Meter, "r", "2", "2026-11-25T10:00:00"));
        var sent = Message(null, Sample(Meter, "r", "1", "2026-11-25T09:00:00"), Sample(Meter, "r", "3", "2026-11-25T10:05:00"));

        await _writer.ConsumeAsync(Message(sent.Message with { MayBeRepeat = mayBeRepeat }));

        Assert.Equal(mayBeRepeat ? [] : ["late"], _writer.DeadLetters.Letters.Select(letter => letter.Reason));
        Assert.Equal(mayBeRepeat ? [("late-repeat", Meter, 1L)] : [], _writer.Drops.Report());
        Assert.Equal(mayBeRepeat ? 1 : 0, _writer.Status.Dropped);
        Assert.Equal([2, 3], Gnocchi.MetricOf("r", Meter)!.Measures.Select(m => m.Value));
    }

    [Theory]
    [InlineData(PostedMessages.Capacity - 1, 0)]
    [InlineData(PostedMessages.Capacity, 1)]
    public async Task TheLastThousandMessages_AreRemembered(int others, int late)
    {
        var first = Message(null, Sample(Meter, "r", "1", "2026-11-25T09:00:00"));
        await _writer.ConsumeAsync(first, Message(null, Sample("unheard.of", "r", "1")));
        foreach (var chunk in Enumerable.Range(0, others).Select(_ => Message(null, Sample(Meter, "r", "2", "2026-11-25T10:00:00"))).Chunk(100))
            await _writer.ConsumeAsync(chunk);

        await _writer.ConsumeAsync(Again(first));

        Assert.Equal(late, _writer.Status.SetAside);
    }

    // Gnocchi stops answering at a request, and the delivery is cancelled.
    private async Task CutAsync(DeliveredMessage<PublishSamples>[] messages, Func<GnocchiDouble.Request, bool> where, WriterHarness? harness = null)
    {
        var writer = harness ?? _writer;
        writer.Gnocchi.Script = r => where(r) ? GnocchiDouble.Refuse(HttpStatusCode.ServiceUnavailable, "trouble") : null;
        using var cut = new CancellationTokenSource();
        var work = writer.Consumer.ConsumeAsync(new LaneBatch<PublishSamples>(3, messages), cut.Token);
        await writer.WaitForTroubleAsync();
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.RunAsync(work));
        Assert.All(messages, message => Assert.False(message.Settled.IsCompleted));
        writer.Gnocchi.Script = null;
    }
}
