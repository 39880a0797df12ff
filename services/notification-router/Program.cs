using Altimeter.Hosting;
using Altimeter.NotificationRouter;

return await AltimeterHost.RunAsync(args, NotificationRouterCommands.Service, builder => builder.AddNotificationRouter().AddAltimeterBus());
