using System.Diagnostics.Metrics;
using System.Text;
using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Lanes;
using Altimeter.SamplePipeline.Consumers;
using Altimeter.SamplePipeline.Definitions;
using Altimeter.SamplePipeline.Diagnostics;
using Altimeter.SamplePipeline.Routing;
using Altimeter.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Altimeter.UnitTests.SamplePipeline;

/// <summary>Volumes and flow; item numbers are those of the pipeline specification's checklist.</summary>
public sealed class SampleConsumerTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("altimeter-test-").FullName;
    private readonly RecordingLaneSender _sender = new();
    private readonly RecordingDeadLetters _deadLetters = new();
    private readonly Drops _drops = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("null", "volume-missing")] // item 43
    [InlineData("", "volume-missing")]
    [InlineData("\"abc\"", "volume-not-number")] // item 44
    [InlineData("\"\"", "volume-not-number")]
    [InlineData("\"0x10\"", "volume-not-number")]
    [InlineData("\"1__0\"", "volume-not-number")]
    [InlineData("\"1e\"", "volume-not-number")]
    [InlineData("[1]", "volume-not-number")]
    [InlineData("{\"a\": 1}", "volume-not-number")]
    public async Task Items43And44_UnacceptableVolume_IsDroppedAndCountedByReason(string volume, string reason)
    {
        await ConsumeAsync(Of("cpu", "1"), Of("mem", volume), Of("cpu", "2"));

        Assert.Equal((reason, "mem", 1), Assert.Single(_drops.Report()));
        Assert.Equal(["1", "2"], Volumes()); // item 49: neighbours unharmed
    }

    [Theory]
    [InlineData("12.5")]
    [InlineData("\"12.5\"")] // item 45: stays a text
    [InlineData("\" 7 \"")]
    [InlineData("\"1_000\"")]
    [InlineData("\"nan\"")]
    [InlineData("true")] // item 46
    [InlineData("NaN")] // item 47
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("123456789012345678901234567890")]
    public async Task Items45To47_AcceptableVolume_IsPassedOnAsReceived(string volume)
    {
        await ConsumeAsync(Of("cpu", volume));

        Assert.Equal([volume], Volumes());
        Assert.Empty(_drops.Report());
    }

    [Fact]
    public async Task Item50_MeterNotSelectedWithoutVolume_IsCountedAsNotSelectedOnly()
    {
        await ConsumeAsync("sources: [{name: a, meters: [cpu], sinks: [s]}]\nsinks: [{name: s, publishers: ['gnocchi://']}]", Of("mem", "null"));

        Assert.Equal(("not-selected", "mem", 1), Assert.Single(_drops.Report()));
        Assert.Empty(Sent); // item 51
    }

    [Fact]
    public async Task Item53_TwoSourcesOneSink_PublishesTwiceUnderDifferentIds()
    {
        await ConsumeAsync("sources: [{name: a, meters: ['*'], sinks: [s]}, {name: b, meters: [cpu], sinks: [s]}]\nsinks: [{name: s, publishers: ['gnocchi://']}]", Of("cpu", "1"), Of("mem", "2"));

        Assert.Equal([2, 1], Sent.Select(send => send.Message.Count));
        Assert.Equal(2, Sent.Select(send => send.Id).Distinct().Count());
    }

    [Fact]
    public async Task Consume_SinkTakesAll_PassesTheBlockOnUntouched()
    {
        var message = await ConsumeAsync(Of("cpu", "1"), Of("mem", "2"));

        Assert.Same(message.Message.Block, Assert.Single(Sent).Message.Block);
        Assert.Equal(3, Sent[0].Lane);
    }

    [Fact]
    public async Task Consume_SameMessageAgain_SendsUnderTheSameIds()
    {
        var id = Guid.NewGuid();
        await ConsumeAsync(null, id, [Of("cpu", "1")]);
        await ConsumeAsync(null, id, [Of("cpu", "1")]);

        Assert.Equal(Sent[0].Id, Sent[1].Id);
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public async Task Consume_DeliveredBeforeOrMarked_MayBeRepeat(bool isRedelivered, bool isMarked, bool expected)
    {
        var message = Message(Guid.NewGuid(), SampleBlock.Pack([Of("cpu", "1")]), isRedelivered, isMarked);

        await NewConsumer(null).ConsumeAsync(new LaneBatch<SamplesCollected>(3, [message]), CancellationToken.None);

        Assert.Equal(expected, Assert.Single(Sent).Message.MayBeRepeat);
    }

    [Fact]
    public async Task Consume_RepeatAfterOneOfTwoDestinationsConfirmed_GoesToTheOtherOnly()
    {
        const string twoSinks = "sources: [{name: a, meters: ['*'], sinks: [s, t]}]\nsinks: [{name: s, publishers: ['gnocchi://']}, {name: t, publishers: ['gnocchi://?archive_policy=high']}]";
        var id = Guid.NewGuid();
        var consumer = NewConsumer(twoSinks);
        var block = SampleBlock.Pack([Of("cpu", "1")]);
        _sender.Fault = message => ((PublishSamples)message).Options is null ? null : new IOException("cut");
        await Assert.ThrowsAsync<IOException>(() => consumer.ConsumeAsync(new LaneBatch<SamplesCollected>(3, [Message(id, block)]), CancellationToken.None));
        _sender.Fault = null;

        await consumer.ConsumeAsync(new LaneBatch<SamplesCollected>(3, [Message(id, block)]), CancellationToken.None);
        await consumer.ConsumeAsync(new LaneBatch<SamplesCollected>(3, [Message(id, block)]), CancellationToken.None);

        Assert.Equal([null, "high"], Sent.Select(send => send.Message.Options?["archive_policy"]));
    }

    [Fact]
    public async Task Consume_UnreadableBlock_IsSetAsideAndCompleted()
    {
        var message = Message(Guid.NewGuid(), [0xc1, 0x00]);

        await NewConsumer(null).ConsumeAsync(new LaneBatch<SamplesCollected>(3, [message]), CancellationToken.None);

        Assert.True(message.Settled.IsCompletedSuccessfully);
        Assert.Equal("unreadable", Assert.Single(_deadLetters.Letters).Reason);
    }

    [Fact]
    public async Task Consume_UriOptions_TravelWithTheMessage()
    {
        await ConsumeAsync("sources: [{name: a, meters: ['*'], sinks: [s]}]\nsinks: [{name: s, publishers: ['gnocchi://?archive_policy=high']}]", Of("cpu", "1"));

        Assert.Equal("high", Sent[0].Message.Options!["archive_policy"]);
    }

    private static Sample Of(string meter, string volume) => new()
    {
        Name = meter,
        Type = "gauge",
        Source = "hardware",
        Id = Guid.NewGuid().ToString(),
        ResourceId = "r",
        Volume = Encoding.UTF8.GetBytes(volume),
    };

    private IReadOnlyList<(int Lane, PublishSamples Message, Guid Id)> Sent => [.. _sender.Sent.Select(send =>
    {
        Assert.Equal(LaneSet.WriterSamples, send.Lanes);
        return (send.Lane, Assert.IsType<PublishSamples>(send.Message), send.MessageId);
    })];

    private IEnumerable<string> Volumes() =>
        Sent.SelectMany(send => SampleBlock.Unpack(send.Message.Block)).Select(sample => Encoding.UTF8.GetString(sample.Volume.Span));

    private Task<DeliveredMessage<SamplesCollected>> ConsumeAsync(params Sample[] samples) => ConsumeAsync(null, Guid.NewGuid(), samples);

    private Task<DeliveredMessage<SamplesCollected>> ConsumeAsync(string pipeline, params Sample[] samples) => ConsumeAsync(pipeline, Guid.NewGuid(), samples);

    private async Task<DeliveredMessage<SamplesCollected>> ConsumeAsync(string? pipeline, Guid id, Sample[] samples)
    {
        var message = Message(id, SampleBlock.Pack(samples));
        await NewConsumer(pipeline).ConsumeAsync(new LaneBatch<SamplesCollected>(3, [message]), CancellationToken.None);
        Assert.True(message.Settled.IsCompletedSuccessfully);
        return message;
    }

    private SampleConsumer NewConsumer(string? pipeline)
    {
        if (pipeline is not null) File.WriteAllText(Path.Combine(_directory, "pipeline.yaml"), pipeline);
        var definitions = new PipelineDefinitions(Options.Create(new CeilometerOptions { ConfigurationDirectory = pipeline is null ? null : _directory }));
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var routing = new SampleRouting(definitions, _drops, new PipelineMetrics(meters), NullLogger<SampleRouting>.Instance);
        return new SampleConsumer(routing, _sender, _deadLetters, Options.Create(new RabbitMqOptions()));
    }

    private static DeliveredMessage<SamplesCollected> Message(Guid id, byte[] block, bool isRedelivered = false, bool isMarked = false) => new()
    {
        Message = new SamplesCollected { PublisherId = "test", Lane = 3, Count = 1, Meters = ["cpu"], Block = block, MayBeRepeat = isMarked },
        MessageId = id,
        IsRedelivered = isRedelivered,
        ToDeadLetter = (reason, text) => new DeadLetter { Kind = "message", Reason = reason, Text = text, Body = block },
    };
}
