namespace Altimeter.SnmpSimulator.Recordings;

/// <summary>A recording cannot be read; the message names file and line.</summary>
public sealed class RecordingFormatException(string recording, int line, string message) : Exception($"{recording}:{line}: {message}");
