using Altimeter.Contracts.V1;
using Altimeter.Hosting.Lanes;
using Altimeter.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Lanes;

public sealed class SampleCollectorTests
{
    private readonly RecordingLaneSender _sender = new();
    private readonly RecordingDeadLetters _deadLetters = new();
    private readonly SampleCollector _collector;

    public SampleCollectorTests() => _collector = new SampleCollector(_sender, _deadLetters);

    [Fact]
    public async Task SendAsync_ManyResources_SplitsByLaneAndKeepsOrder()
    {
        var samples = Samples.MakeMany(2000, resources: 40);

        await _collector.SendAsync("p1", samples, mayBeRepeat: false, CancellationToken.None);

        Assert.All(_sender.Sent, sent => Assert.Equal(LaneSet.PipelineSamples, sent.Lanes));
        foreach (var lane in _sender.Sent.GroupBy(sent => sent.Lane))
        {
            var messages = lane.Select(sent => (SamplesCollected)sent.Message).ToList();
            Assert.All(messages, message => Assert.Equal((lane.Key, "p1"), (message.Lane, message.PublisherId)));
            Assert.Equal(
                samples.Where(sample => Lane.Of(sample.ResourceId) == lane.Key).Select(Volume),
                messages.SelectMany(message => SampleBlock.Unpack(message.Block)).Select(Volume));
        }

        Assert.Equal(2000, _sender.Sent.Sum(sent => ((SamplesCollected)sent.Message).Count));
        Assert.Equal(_sender.Sent.Count, _sender.Sent.Select(sent => sent.MessageId).Distinct().Count());
    }

    [Fact]
    public async Task SendAsync_OneLane_UsesAsFewMessagesAsFit()
    {
        await _collector.SendAsync("p1", Samples.MakeMany(1001, resources: 1), mayBeRepeat: false, CancellationToken.None);

        Assert.Equal([500, 500, 1], _sender.Sent.Select(sent => ((SamplesCollected)sent.Message).Count));
    }

    [Fact]
    public async Task SendAsync_TooLargeSample_IsSetAsideAndNeighboursGoOn()
    {
        var huge = Samples.Make(name: "huge", metadata: $$"""{"a": "{{new string('x', SampleBlock.MaxBytes)}}"}""");

        await _collector.SendAsync("p1", [Samples.Make(volume: "1"), huge, Samples.Make(volume: "2")], mayBeRepeat: false, CancellationToken.None);

        var letter = Assert.Single(_deadLetters.Letters);
        Assert.Equal(("sample", "too-large"), (letter.Kind, letter.Reason));
        Assert.Equal(2, _sender.Sent.Sum(sent => ((SamplesCollected)sent.Message).Count));
    }

    [Fact]
    public async Task SendAsync_Unconfirmed_SendsOneMessageALane()
    {
        var confirm = new TaskCompletionSource();
        _sender.Confirm = confirm.Task;

        var sending = _collector.SendAsync("p1", Samples.MakeMany(1000, resources: 1), mayBeRepeat: false, CancellationToken.None);

        Assert.Single(_sender.Sent);
        confirm.SetResult();
        await sending;
        Assert.Equal(2, _sender.Sent.Count);
    }

    [Fact]
    public async Task SendAsync_MayBeRepeat_IsInEveryMessage()
    {
        await _collector.SendAsync("p1", Samples.MakeMany(2000, resources: 40), mayBeRepeat: true, CancellationToken.None);

        Assert.All(_sender.Sent, sent => Assert.True(((SamplesCollected)sent.Message).MayBeRepeat));
    }

    [Fact]
    public async Task SendAsync_Meters_AreDistinctInOrder()
    {
        await _collector.SendAsync("p1", [Samples.Make("b"), Samples.Make("a"), Samples.Make("b")], mayBeRepeat: false, CancellationToken.None);

        Assert.Equal(["b", "a"], ((SamplesCollected)Assert.Single(_sender.Sent).Message).Meters);
    }

    private static string Volume(Sample sample) => System.Text.Encoding.UTF8.GetString(sample.Volume.Span);
}
