using Altimeter.Contracts.V1;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Altimeter.UnitTests.Contracts;

/// <summary>The contracts are ordinary MassTransit messages: identities pinned, readable by a service that knows nothing of ours but the records.</summary>
public sealed class StockConsumerTests
{
    [Theory]
    [InlineData(typeof(SamplesCollected), "urn:message:Altimeter.Contracts.V1:SamplesCollected")]
    [InlineData(typeof(EventsCollected), "urn:message:Altimeter.Contracts.V1:EventsCollected")]
    [InlineData(typeof(PublishSamples), "urn:message:Altimeter.Contracts.V1:PublishSamples")]
    [InlineData(typeof(PublishEvents), "urn:message:Altimeter.Contracts.V1:PublishEvents")]
    public void Urn_OfEveryContract_IsPinned(Type message, string urn) => Assert.Equal(urn, MessageUrn.ForTypeString(message));

    [Fact]
    public async Task Consume_StockConsumer_ReadsTheSamples()
    {
        await using var provider = new ServiceCollection()
            .AddMassTransitTestHarness(bus => bus.AddConsumer<Stock>())
            .BuildServiceProvider(true);
        var harness = provider.GetRequiredService<ITestHarness>();
        await harness.Start();
        var sample = new Sample { Name = "cpu", Type = "gauge", Source = "hardware", Id = "id-1", ResourceId = "r", Volume = "80"u8.ToArray() };

        await harness.Bus.Publish(new SamplesCollected { PublisherId = "test", Lane = 3, Count = 1, Meters = ["cpu"], Block = SampleBlock.Pack([sample]) });

        Assert.True(await harness.Consumed.Any<SamplesCollected>());
        var seen = (await harness.GetConsumerHarness<Stock>().Consumed.SelectAsync<SamplesCollected>().First()).Context.Message;
        Assert.Equal("80"u8.ToArray(), Assert.Single(SampleBlock.Unpack(seen.Block)).Volume.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MayBeRepeat_IsOnTheWireOnlyWhenItIsSo(bool mayBeRepeat)
    {
        await using var provider = new ServiceCollection().AddMassTransitTestHarness(bus => bus.AddConsumer<Stock>()).BuildServiceProvider(true);
        var harness = provider.GetRequiredService<ITestHarness>();
        await harness.Start();

        await harness.Bus.Publish(new SamplesCollected { PublisherId = "test", Lane = 3, Count = 1, Meters = ["cpu"], Block = [1], MayBeRepeat = mayBeRepeat });

        Assert.True(await harness.Consumed.Any<SamplesCollected>());
        var context = (await harness.GetConsumerHarness<Stock>().Consumed.SelectAsync<SamplesCollected>().First()).Context;
        Assert.Equal(mayBeRepeat, context.Message.MayBeRepeat);
        Assert.Equal(mayBeRepeat, context.ReceiveContext.Body.GetString().Contains("mayBeRepeat", StringComparison.Ordinal));
    }

    private sealed class Stock : IConsumer<SamplesCollected>
    {
        public Task Consume(ConsumeContext<SamplesCollected> context) => Task.CompletedTask;
    }
}
