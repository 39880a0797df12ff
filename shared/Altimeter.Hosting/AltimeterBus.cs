using Altimeter.Contracts.V1;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.DeadLetters;
using Altimeter.Hosting.Delivery;
using Altimeter.Hosting.Health;
using Altimeter.Hosting.Lanes;
using Altimeter.Hosting.Membership;
using Altimeter.Hosting.Queues;
using Altimeter.Hosting.Topology;
using Altimeter.Oslo.Transport;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Altimeter.Hosting;

/// <summary>The one bus of a process, made of what the composed services recorded.</summary>
public static class AltimeterBus
{
    private static readonly TimeSpan ConsumerStopTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Adds the bus. Call once, after every <c>Add…</c> of a service: what they start begins after the bus and stops before it.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="kind">What carries the contracts.</param>
    /// <param name="deadLetterFile">In memory: where items that are set aside go.</param>
    public static IHostApplicationBuilder AddAltimeterBus(this IHostApplicationBuilder builder, BusKind kind = BusKind.RabbitMq, string? deadLetterFile = null)
    {
        var composition = BusComposition.Of(builder);
        var services = builder.Services;
        var intake = services.Where(service => service.ServiceType == typeof(IHostedService)).ToList();
        foreach (var service in intake) services.Remove(service);

        builder.AddAltimeterOptions<RabbitMqOptions, RabbitMqOptionsValidator>("RabbitMq");
        services.AddSingleton<Microsoft.Extensions.Options.IValidateOptions<RabbitMqOptions>, RabbitMqUrlValidator>();
        services.AddSingleton(composition);
        services.AddSingleton(typeof(BusKind), kind);
        services.TryAddSingleton<IReplayAdvice, AgeAdvice>();
        services.AddSingleton<InFlight>();
        services.AddSingleton<ContractSender>();
        services.AddSingleton<SendState>();
        services.AddSingleton<SendTargets>();
        services.AddSingleton<LaneSender>();
        services.AddSingleton<ILaneSender>(provider => provider.GetRequiredService<LaneSender>());
        services.AddSingleton<IQueueSender, QueueSender>();
        AddTransport(builder, kind, deadLetterFile);

        services.Configure<MassTransitHostOptions>(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = StopTimeout;
            options.ConsumerStopTimeout = ConsumerStopTimeout;
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.SetEndpointNameFormatter(KebabCaseEndpointNameFormatter.Instance);
            if (kind == BusKind.InMemory)
            {
                bus.UsingInMemory((_, transport) => ConfigureContracts(transport));
                return;
            }

            bus.AddReceiveEndpointObserver<EndpointWatch>();
            bus.UsingRabbitMq(ConfigureRabbitMq);
        });
        if (kind == BusKind.RabbitMq) AddMemberships(builder, composition);
        services.AddSingleton<LaneHost>();
        services.AddHostedService(provider => provider.GetRequiredService<LaneHost>());
        services.AddSingleton<QueueHost>();
        services.AddHostedService(provider => provider.GetRequiredService<QueueHost>());
        services.AddHostedService(provider => provider.GetRequiredService<SendTargets>());
        if (kind == BusKind.InMemory) services.AddHostedService<ReplayIntake>();
        foreach (var service in intake) services.Add(service);

        services.AddHealthChecks()
            .AddCheck<LaneHealthCheck>("lanes", tags: [HealthEndpoints.Ready])
            .AddCheck<DropsHealthCheck>("thrown-away", tags: [HealthEndpoints.Detail]);
        return builder;
    }

    private static void AddTransport(IHostApplicationBuilder builder, BusKind kind, string? deadLetterFile)
    {
        var services = builder.Services;
        services.AddSingleton<DeadLetterCounter>();
        if (kind == BusKind.InMemory)
        {
            services.AddSingleton<ILaneOwnership, SingleLane>();
            AddDeadLetterFile(services, Path.GetFullPath(deadLetterFile ?? "dead-letters.jsonl"));
            return;
        }

        services.AddSingleton<ILaneOwnership, LaneClaims>();
        services.AddSingleton<IDeadLetters, RabbitDeadLetters>();
        services.AddSingleton<IDeadLetterStore, BrokerLetterStore>();
        services.AddSingleton<BrokerLetterReplay>();
        services.AddSingleton<RabbitNotificationReturn>();
        services.AddSingleton<SendingConnection>();
        services.AddSingleton<BrokerPeer>();
        services.AddSingleton(provider =>
        {
            var url = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<RabbitMqOptions>>().Value.Url;
            return BrokerAddress.TryParse(url, out var address, out var error) ? address : throw new InvalidOperationException(error);
        });
    }

    private static void AddDeadLetterFile(IServiceCollection services, string file)
    {
        services.AddSingleton(new ReplayFolder(Path.Combine(Path.GetDirectoryName(file)!, "replay")));
        services.AddSingleton<IDeadLetters>(provider => ActivatorUtilities.CreateInstance<FileDeadLetters>(provider, file));
        services.AddSingleton<IDeadLetterStore>(provider => ActivatorUtilities.CreateInstance<FileLetterStore>(provider, file));
    }

    private static void AddMemberships(IHostApplicationBuilder builder, BusComposition composition)
    {
        var services = builder.Services;
        services.AddSingleton<MembershipHost>();
        services.AddHostedService(provider => provider.GetRequiredService<MembershipHost>());
        foreach (var role in composition.Roles) services.AddKeyedSingleton(role, (provider, _) => provider.GetRequiredService<MembershipHost>().Memberships[role]);
        services.AddHealthChecks().AddCheck<MembershipHealthCheck>("replicas", tags: [HealthEndpoints.Ready]);
    }

    private static void ConfigureRabbitMq(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator transport)
    {
        var broker = context.GetRequiredService<BrokerAddress>();
        var first = broker.Hosts[0];
        var virtualHost = Uri.EscapeDataString(broker.VirtualHost);
        transport.Host(new Uri($"rabbitmq://{first.Name}:{first.Port}/{virtualHost}"), context.GetRequiredService<ServiceIdentity>().Name, host =>
        {
            host.Username(first.UserName);
            host.Password(first.Password);
            host.Heartbeat(BrokerAddress.HeartbeatInterval);
            if (broker.IsTls) host.UseSsl(ssl => ssl.ServerName = first.Name);
            if (broker.Hosts.Count > 1)
            {
                host.UseCluster(cluster =>
                {
                    foreach (var node in broker.Hosts) cluster.Node($"{node.Name}:{node.Port}");
                });
            }
        });
        ConfigureContracts(transport);
        transport.Publish<SamplesCollected>(topology => topology.ExchangeType = ExchangeType.Direct);
        var refusals = new RefusalObserver();
        transport.ConnectSendObserver(refusals);
        transport.ConnectPublishObserver(refusals);
    }

    private static void ConfigureContracts(IBusFactoryConfigurator transport)
    {
        transport.Message<SamplesCollected>(topology => topology.SetEntityName(LaneSet.PipelineSamples.Event!));
        transport.ConfigureJsonSerializerOptions(options =>
        {
            options.WriteIndented = false;
            return options;
        });
    }
}
