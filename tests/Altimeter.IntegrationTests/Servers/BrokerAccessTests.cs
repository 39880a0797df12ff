using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Altimeter.Testing.Launchers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.IntegrationTests.Servers;

/// <summary>Each service's broker user can do what its service does, and nothing on the names of others.</summary>
public sealed class BrokerAccessTests(RealServers servers) : IAsyncLifetime
{
    private BrokerAccess _access = null!;

    public async ValueTask InitializeAsync() =>
        _access = await (await servers.RabbitMqAsync()).CreateAccessAsync($"access-{Guid.NewGuid():N}"[..15], TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("snmp-poller", "samples-collected-v1", "sample-pipeline-samples-3")]
    [InlineData("notification-router", "samples-collected-v1", "sample-pipeline-samples-0")]
    [InlineData("notification-router", "events-collected-v1", "sample-pipeline-events")]
    [InlineData("sample-pipeline", "samples-collected-v1", "sample-pipeline-samples-7")]
    [InlineData("sample-pipeline", null, "gnocchi-writer-samples-7")]
    [InlineData("sample-pipeline", null, "gnocchi-writer-events")]
    [InlineData("sample-pipeline", null, "publisher-https-0123456789ab")]
    [InlineData("gnocchi-writer", null, "gnocchi-writer-samples-0")]
    [InlineData("snmp-poller", null, "snmp-poller-dead-letters")]
    [InlineData("notification-router", null, "notification-router-dead-letters")]
    [InlineData("sample-pipeline", null, "sample-pipeline-dead-letters")]
    [InlineData("gnocchi-writer", "heartbeat-v1", "gnocchi-writer-heartbeat-host-1.example-0123abcd")]
    public async Task Contracts_OwnNames_AreDeclaredBoundSentToAndRead(string service, string? source, string queue)
    {
        await using var connection = await ConnectAsync(_access.ContractsUrlOf(service));
        await using var channel = await ChannelAsync(connection);

        await DeclareAsync(channel, source, queue, durable: true);
        await channel.BasicPublishAsync(source ?? queue, source is null ? "" : "key", mandatory: true, "x"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.NotNull(await channel.BasicGetAsync(queue, autoAck: true, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("snmp-poller", "gnocchi-writer-samples-0")]
    [InlineData("snmp-poller", "sample-pipeline-samples-8")]
    [InlineData("snmp-poller", "sample-pipeline-events")]
    [InlineData("snmp-poller", "sample-pipeline-dead-letters")]
    [InlineData("snmp-poller", "notification-router-heartbeat-a-0123abcd")]
    [InlineData("notification-router", "gnocchi-writer-events")]
    [InlineData("notification-router", "publisher-https-0123456789ab")]
    [InlineData("sample-pipeline", "gnocchi-writer-dead-letters")]
    [InlineData("gnocchi-writer", "sample-pipeline-samples-0")]
    [InlineData("gnocchi-writer", "publisher-https-0123456789ab")]
    [InlineData("gnocchi-writer", "anything")]
    public async Task Contracts_NamesOfOthers_AreRefused(string service, string name)
    {
        await using var owner = await ConnectAsync(_access.Server.UrlOf(_access.ContractsHost));
        await using (var channel = await ChannelAsync(owner)) await DeclareAsync(channel, null, name, durable: true);
        await using var connection = await ConnectAsync(_access.ContractsUrlOf(service));

        await RefusedAsync(connection, c => c.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true));
        await RefusedAsync(connection, c => c.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false));
        await RefusedAsync(connection, c => c.BasicPublishAsync(name, "", mandatory: true, "x"u8.ToArray()).AsTask());
        await RefusedAsync(connection, c => c.BasicGetAsync(name, autoAck: true));
        await RefusedAsync(connection, c => c.BasicConsumeAsync(name, autoAck: false, new AsyncEventingBasicConsumer(c)));
        await RefusedAsync(connection, c => c.QueuePurgeAsync(name));
        await RefusedAsync(connection, c => c.QueueDeleteAsync(name));
        await RefusedAsync(connection, c => c.ExchangeDeleteAsync(name));
        await RefusedAsync(connection, c => c.QueueBindAsync(name, "amq.topic", "#"));
    }

    [Theory]
    [InlineData("snmp-poller")]
    [InlineData("notification-router")]
    [InlineData("sample-pipeline")]
    [InlineData("gnocchi-writer")]
    public async Task Contracts_DefaultExchange_IsRefused(string service)
    {
        await using var connection = await ConnectAsync(_access.ContractsUrlOf(service));

        await RefusedAsync(connection, c => c.BasicPublishAsync("", $"{service}-dead-letters", mandatory: true, "x"u8.ToArray()).AsTask());
    }

    [Fact]
    public async Task Oslo_Router_DeclaresBindsAndReadsNotifications()
    {
        await using var nova = await ConnectAsync(_access.Server.UrlOf(_access.OsloHost));
        await using var novaChannel = await ChannelAsync(nova);
        await using var connection = await ConnectAsync(_access.OsloUrlOf("notification-router"));
        await using var channel = await ChannelAsync(connection);

        await channel.ExchangeDeclareAsync("nova", ExchangeType.Topic, durable: false);
        await channel.QueueDeclareAsync("notifications.info", durable: false, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("notifications.info", "nova", "notifications.info");
        await novaChannel.BasicPublishAsync("nova", "notifications.info", mandatory: true, "x"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.NotNull(await channel.BasicGetAsync("notifications.info", autoAck: true, TestContext.Current.CancellationToken));
        await RefusedAsync(connection, c => c.BasicPublishAsync("nova", "notifications.info", mandatory: false, "x"u8.ToArray()).AsTask());
        await RefusedAsync(connection, c => c.QueueDeclareAsync("conductor", durable: false, exclusive: false, autoDelete: false));
    }

    [Fact]
    public async Task Oslo_Router_DeclaresBindsReadsAndRemovesItsOwnQueuesOnly()
    {
        const string own = "altimeter.notifications.info";
        await using var nova = await ConnectAsync(_access.Server.UrlOf(_access.OsloHost));
        await using var novaChannel = await ChannelAsync(nova);
        await novaChannel.ExchangeDeclareAsync("nova", ExchangeType.Topic, durable: false);
        await using var connection = await ConnectAsync(_access.OsloUrlOf("notification-router"));
        await using var channel = await ChannelAsync(connection);

        await channel.QueueDeclareAsync(own, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(own, "nova", "notifications.info");
        await novaChannel.BasicPublishAsync("nova", "notifications.info", mandatory: true, "x"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.NotNull(await channel.BasicGetAsync(own, autoAck: true, TestContext.Current.CancellationToken));
        await channel.QueueDeleteAsync(own);

        await RefusedAsync(connection, c => c.QueueDeclareAsync("altimeter.conductor", durable: true, exclusive: false, autoDelete: false));
        await RefusedAsync(connection, c => c.QueueDeclareAsync("altimeter.nova", durable: true, exclusive: false, autoDelete: false));
        await using var poller = await ConnectAsync(_access.OsloUrlOf("snmp-poller"));
        await RefusedAsync(poller, c => c.QueueDeclareAsync(own, durable: true, exclusive: false, autoDelete: false));
    }

    [Fact]
    public async Task Oslo_Poller_DeclaresAndPublishesItsNotifications()
    {
        await using var connection = await ConnectAsync(_access.OsloUrlOf("snmp-poller"));
        await using var channel = await ChannelAsync(connection);

        await channel.ExchangeDeclareAsync("ceilometer", ExchangeType.Topic, durable: false);
        await channel.QueueDeclareAsync("notifications.sample", durable: false, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync("notifications.sample", "ceilometer", "notifications.sample");
        await channel.BasicPublishAsync("ceilometer", "notifications.sample", mandatory: true, "x"u8.ToArray(), TestContext.Current.CancellationToken);

        await RefusedAsync(connection, c => c.BasicGetAsync("notifications.sample", autoAck: true));
        await RefusedAsync(connection, c => c.ExchangeDeclareAsync("nova", ExchangeType.Topic, durable: false));
    }

    [Theory]
    [InlineData("sample-pipeline")]
    [InlineData("gnocchi-writer")]
    public async Task Oslo_ServiceWithoutNotifications_HasNoAccess(string service) =>
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            // The client calls the connection open before the broker has looked at the virtual host.
            await using var connection = await ConnectAsync(_access.OsloUrlOf(service));
            await ChannelAsync(connection);
        });

    [Theory]
    [InlineData("sample-pipeline-samples-0", "altimeter-lanes")]
    [InlineData("gnocchi-writer-events", "altimeter-events")]
    [InlineData("publisher-udp-0123456789ab", "altimeter-publishers")]
    [InlineData("gnocchi-writer-dead-letters", "altimeter-dead-letters")]
    [InlineData("gnocchi-writer-heartbeat-a-0123abcd", null)]
    public async Task Policies_Queue_HasItsOwn(string queue, string? policy)
    {
        var token = TestContext.Current.CancellationToken;
        await using var connection = await ConnectAsync(_access.Server.UrlOf(_access.ContractsHost));
        await using var channel = await ChannelAsync(connection);

        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, cancellationToken: token);

        // The management API learns of a queue's policy a moment after the queue.
        if (policy is null) await _access.Server.Management.WaitForDepthAsync(_access.ContractsHost, queue, 0, TimeSpan.FromSeconds(20), token);
        await Wait.UntilAsync(
            $"{queue} under policy {policy ?? "none"}",
            TimeSpan.FromSeconds(20),
            async inner => (await _access.Server.Management.QueuesAsync(_access.ContractsHost, inner)).TryGetValue(queue, out var state) && state.Policy == policy,
            token);
    }

    [Fact]
    public async Task ApplyScript_PasswordsInEnvironment_UsersCanLogIn()
    {
        var token = TestContext.Current.CancellationToken;
        await using var server = await RabbitMqServer.StartAsync(token);
        var passwords = BrokerDefinitions.Load(Repository.PathOf(BrokerDefinitions.FilePath)).Services.ToDictionary(s => s, _ => RabbitMqServer.NewPassword());
        var environment = passwords.ToDictionary(p => $"{p.Key.ToUpperInvariant().Replace('-', '_')}_PASSWORD", p => (string?)p.Value);
        environment["RABBITMQ_MANAGEMENT_URL"] = server.Management.Address.ToString();
        environment["RABBITMQ_ADMIN_USER"] = server.Management.User;
        environment["RABBITMQ_ADMIN_PASSWORD"] = server.Management.Password;

        await Shell.RunAsync([Repository.PathOf("infra/rabbitmq/apply.sh")], TimeSpan.FromMinutes(1), environment, cancellationToken: token);

        foreach (var (service, password) in passwords)
        {
            await using var connection = await ConnectAsync(server.UrlOf("altimeter", service, password));
            Assert.True(connection.IsOpen);
        }

        var limits = await server.Management.GetAsync("user-limits/gnocchi-writer", token);
        Assert.Equal(200, (int)limits[0]!["value"]!["max-connections"]!);
        var policies = await server.Management.GetAsync("policies/altimeter", token);
        Assert.Equal(4, policies.AsArray().Count);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, "gnocchi-writer", passwords["gnocchi-writer"], token));
    }

    [Theory]
    [InlineData("snmp-poller")]
    [InlineData("gnocchi-writer")]
    public async Task Users_Limits_AreThoseOfTheFile(string service)
    {
        var limits = await _access.Server.Management.GetAsync($"user-limits/{_access.UserOf(service)}", TestContext.Current.CancellationToken);

        var value = Assert.Single(limits.AsArray())!["value"]!;
        Assert.Equal(200, (int)value["max-connections"]!);
        Assert.Equal(4000, (int)value["max-channels"]!);
    }

    private static async Task<HttpStatusCode> StatusAsync(RabbitMqServer server, string user, string password, CancellationToken token)
    {
        using var http = new HttpClient { BaseAddress = server.Management.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{user}:{password}")));
        using var response = await http.GetAsync("api/overview", token);
        return response.StatusCode;
    }

    private static async Task DeclareAsync(IChannel channel, string? source, string queue, bool durable)
    {
        await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable);
        await channel.QueueDeclareAsync(queue, durable, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(queue, queue, "");
        if (source is null) return;
        await channel.ExchangeDeclareAsync(source, ExchangeType.Direct, durable);
        await channel.ExchangeBindAsync(queue, source, "key");
    }

    private static async Task RefusedAsync(IConnection connection, Func<IChannel, Task> act)
    {
        await using var channel = await ChannelAsync(connection);
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => act(channel));
        var reason = refusal is OperationInterruptedException interrupted ? interrupted.ShutdownReason : channel.CloseReason;
        Assert.Equal((ushort?)Constants.AccessRefused, reason?.ReplyCode);
    }

    private static Task<IChannel> ChannelAsync(IConnection connection) =>
        connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), TestContext.Current.CancellationToken);

    private static Task<IConnection> ConnectAsync(string url) =>
        new ConnectionFactory { Uri = new Uri(url), AutomaticRecoveryEnabled = false }.CreateConnectionAsync(TestContext.Current.CancellationToken);
}
