namespace Altimeter.Oslo.Transport;

/// <summary>One host of a transport URL.</summary>
/// <param name="Name">Name or address, without brackets.</param>
/// <param name="Port">Port.</param>
/// <param name="UserName">User, decoded.</param>
/// <param name="Password">Password, decoded; never printed.</param>
public sealed record TransportHost(string Name, int Port, string UserName, string Password)
{
    /// <summary>Host and port.</summary>
    public override string ToString() => Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]:{Port}" : $"{Name}:{Port}";
}
