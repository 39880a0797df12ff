namespace Altimeter.SnmpPoller.Polling;

/// <summary>What one round over all devices brought.</summary>
/// <param name="Devices">Devices polled.</param>
/// <param name="Answered">Devices of these that answered.</param>
/// <param name="Samples">Samples taken and handed to the output.</param>
public sealed record PollSummary(int Devices, int Answered, int Samples);
