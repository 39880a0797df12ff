namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Identity towards Gnocchi, section <c>Gnocchi:Auth</c>. It becomes the creator of resources and metrics, and part of resource ids.</summary>
public sealed class GnocchiAuthOptions
{
    /// <summary><c>basic</c> (default, the server's default too), <c>noauth</c> or <c>keystone</c>.</summary>
    public string Type { get; init; } = "basic";

    /// <summary>User name for <c>basic</c>, user id for <c>noauth</c>. Default <c>admin</c>.</summary>
    public string User { get; init; } = "admin";

    /// <summary>Project id for <c>noauth</c>. Default <c>admin</c>.</summary>
    public string Project { get; init; } = "admin";

    /// <summary>Roles for <c>noauth</c>, comma-separated. Default <c>admin</c>.</summary>
    public string Roles { get; init; } = "admin";
}
