using System.Reflection;

namespace Altimeter.Hosting;

/// <summary>Who this process is.</summary>
/// <param name="Name">Name of the service, e.g. <c>gnocchi-writer</c>.</param>
public sealed record ServiceIdentity(string Name)
{
    /// <summary>Name and host: what others see as the publisher, e.g. <c>snmp-poller.host-1</c>.</summary>
    public string PublisherId { get; } = $"{Name}.{Environment.MachineName}";

    /// <summary>Version of the build.</summary>
    public static string Version { get; } =
        typeof(ServiceIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
