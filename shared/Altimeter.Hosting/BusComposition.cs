using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Queues;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Altimeter.Hosting;

/// <summary>What the composed services want of the one bus. Recorded by every <c>Add…</c>, applied once by <c>AddAltimeterBus</c>.</summary>
public sealed class BusComposition
{
    /// <summary>Lanes that are consumed: one entry per consumer type.</summary>
    internal List<LaneSubscription> Subscriptions { get; } = [];

    /// <summary>Lanes that are sent to.</summary>
    internal HashSet<LaneSet> Targets { get; } = [];

    /// <summary>Queues without order that are consumed.</summary>
    internal List<QueueSubscription> Queues { get; } = [];

    /// <summary>Queues without order that are sent to.</summary>
    internal HashSet<string> QueueTargets { get; } = new(StringComparer.Ordinal);

    /// <summary>Services whose replicas divide work; this process is one of each.</summary>
    internal HashSet<string> Roles { get; } = new(StringComparer.Ordinal);

    internal static BusComposition Of(IHostApplicationBuilder builder)
    {
        if (builder.Properties.TryGetValue(typeof(BusComposition), out var known)) return (BusComposition)known;
        var composition = new BusComposition();
        builder.Properties[typeof(BusComposition)] = composition;
        return composition;
    }
}

/// <summary>How a service says what it consumes and where it sends.</summary>
public static class BusCompositionExtensions
{
    /// <summary>Consumes lanes in order; a new consumer is created, with its own state, for every lane that this process comes to own.</summary>
    public static IHostApplicationBuilder AddLaneConsumer<TMessage, TConsumer>(this IHostApplicationBuilder builder, LaneSet lanes)
        where TMessage : class
        where TConsumer : class, IOrderedBatchConsumer<TMessage>
    {
        BusComposition.Of(builder).Subscriptions.Add(LaneSubscription.Create<TMessage, TConsumer>(lanes));
        return builder.AddMembership(lanes.Service);
    }

    /// <summary>Declares where <see cref="ILaneSender"/> will send, so that exchanges, queues and bindings exist before the first message.</summary>
    public static IHostApplicationBuilder AddLaneTarget(this IHostApplicationBuilder builder, LaneSet lanes)
    {
        BusComposition.Of(builder).Targets.Add(lanes);
        return builder;
    }

    /// <summary>Makes this process a replica of a service: <see cref="Membership.Membership"/> under that key in the container. In memory there is none.</summary>
    public static IHostApplicationBuilder AddMembership(this IHostApplicationBuilder builder, string service)
    {
        BusComposition.Of(builder).Roles.Add(service);
        return builder;
    }

    /// <summary>Consumes a queue where order does not matter, in batches; its sender declares it by <see cref="AddQueueTarget"/>.</summary>
    public static IHostApplicationBuilder AddBatchConsumer<TMessage, TConsumer>(this IHostApplicationBuilder builder, string queue)
        where TMessage : class
        where TConsumer : class, IBatchConsumer<TMessage>
    {
        BusComposition.Of(builder).Queues.Add(QueueSubscription.Of<TMessage, TConsumer>(queue));
        return builder;
    }

    /// <summary>Declares where <see cref="IQueueSender"/> will send.</summary>
    public static IHostApplicationBuilder AddQueueTarget(this IHostApplicationBuilder builder, string queue)
    {
        BusComposition.Of(builder).QueueTargets.Add(queue);
        return builder;
    }

    /// <summary>Adds a check that runs before the start and under <c>--validate</c>.</summary>
    public static IHostApplicationBuilder AddStartupCheck<TCheck>(this IHostApplicationBuilder builder)
        where TCheck : class, IStartupCheck
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupCheck, TCheck>());
        return builder;
    }
}
