using System.Net;

namespace Altimeter.SnmpSimulator.Diagnostics;

internal static partial class Log
{
    [LoggerMessage(EventId = 5000, Level = LogLevel.Information, Message = "Simulated device {Recording} listens on {Endpoint}")]
    public static partial void DeviceListens(this ILogger logger, string recording, IPEndPoint endpoint);
}
