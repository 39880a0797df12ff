using Altimeter.Hosting;
using Altimeter.SnmpPoller;

return await AltimeterHost.RunAsync(args, SnmpPollerCommands.Service, builder => builder.AddSnmpPoller().AddAltimeterBus());
