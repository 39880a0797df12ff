using Altimeter.Hosting;
using Altimeter.SamplePipeline;

return await AltimeterHost.RunAsync(args, SamplePipelineCommands.Service, builder => builder.AddSamplePipeline().AddAltimeterBus());
