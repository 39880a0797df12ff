namespace Altimeter.GnocchiWriter.Writing;

/// <summary>What a sample came with.</summary>
/// <param name="MessageId">Id of the message.</param>
/// <param name="Index">Position in the message, from 0.</param>
/// <param name="MayBeRepeat">Whether it may have come before in another message, or to another holder of the lane.</param>
public readonly record struct Arrival(Guid MessageId, int Index, bool MayBeRepeat);
