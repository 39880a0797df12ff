using Altimeter.GnocchiWriter;
using Altimeter.Hosting;

return await AltimeterHost.RunAsync(args, GnocchiWriterCommands.Service, builder =>
{
    builder.AddGnocchiWriter();
    builder.AddAltimeterBus();
});
