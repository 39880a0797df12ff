namespace Altimeter.GnocchiWriter.Definitions;

/// <summary>An archive policy that the file wants to exist.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Body">The entry of the file as JSON, unchanged: the request that creates it.</param>
public sealed record ArchivePolicyDefinition(string Name, byte[] Body);
