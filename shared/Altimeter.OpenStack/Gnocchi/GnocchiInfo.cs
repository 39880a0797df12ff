namespace Altimeter.OpenStack.Gnocchi;

/// <summary>What <c>GET /</c> says.</summary>
/// <param name="Build">Version of the server, e.g. <c>4.4.2</c>; null when the answer has none.</param>
public sealed record GnocchiInfo(string? Build);
