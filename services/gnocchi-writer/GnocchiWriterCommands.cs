using Altimeter.Hosting;

namespace Altimeter.GnocchiWriter;

/// <summary>What the command line says about the writer.</summary>
public static class GnocchiWriterCommands
{
    /// <summary>The service.</summary>
    public static ServiceDescription Service { get; } = new("gnocchi-writer", "Writes samples to Gnocchi, in order and without losing one.", DefaultPort: 9104);
}
