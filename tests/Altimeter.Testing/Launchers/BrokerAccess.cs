namespace Altimeter.Testing.Launchers;

/// <summary>One set of virtual hosts and users on a private broker, as infra/rabbitmq lists them.</summary>
/// <param name="Server">The broker.</param>
/// <param name="ContractsHost">Virtual host of the contracts.</param>
/// <param name="OsloHost">Virtual host of the notifications.</param>
/// <param name="Suffix">What the names of this set end in.</param>
/// <param name="Passwords">By service.</param>
public sealed record BrokerAccess(RabbitMqServer Server, string ContractsHost, string OsloHost, string Suffix, IReadOnlyDictionary<string, string> Passwords)
{
    /// <summary>AMQP address of the contracts for a service's own user; the value of <c>RabbitMq:Url</c>.</summary>
    public string ContractsUrlOf(string service) => Server.UrlOf(ContractsHost, UserOf(service), Passwords[service]);

    /// <summary>AMQP address of the notifications for a service's own user; the value of <c>Oslo:TransportUrls:0</c>.</summary>
    public string OsloUrlOf(string service) => Server.UrlOf(OsloHost, UserOf(service), Passwords[service]);

    /// <summary>The user of a service, e.g. <c>snmp-poller-a1b2</c>.</summary>
    public string UserOf(string service) => $"{service}-{Suffix}";

    /// <summary>Transport address of the notifications for a sender such as nova, with all rights, in oslo.messaging's form.</summary>
    public string NotifierUrl => Server.OsloUrlOf(OsloHost);
}
