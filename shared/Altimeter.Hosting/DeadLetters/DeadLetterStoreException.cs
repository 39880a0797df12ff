namespace Altimeter.Hosting.DeadLetters;

/// <summary>The dead letters cannot be read; the message says which, and why.</summary>
public sealed class DeadLetterStoreException(string message, Exception? inner = null) : Exception(message, inner);
