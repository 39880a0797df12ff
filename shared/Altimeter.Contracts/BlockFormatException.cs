namespace Altimeter.Contracts;

/// <summary>A block cannot be read: truncated, over a limit, or not what its key says. The message names what was expected.</summary>
public sealed class BlockFormatException(string message, Exception? inner = null) : Exception(message, inner);
