namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What a sample came with.</summary>
/// <param name="MessageId">Id of the message.</param>
/// <param name="Index">Position in the message, from 0.</param>
public readonly record struct Arrival(Guid MessageId, int Index);
