using Altimeter.Hosting;
using Altimeter.Standalone;

return await AltimeterHost.RunAsync(args, StandaloneCommands.Service, builder => builder.AddStandalone());
