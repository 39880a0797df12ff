using Altimeter.Hosting;
using Altimeter.SnmpSimulator;

return await AltimeterHost.RunAsync(args, SnmpSimulatorCommands.All, builder => builder.AddSnmpSimulator());
