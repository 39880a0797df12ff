namespace Altimeter.Hosting;

/// <summary>What carries the contracts.</summary>
public enum BusKind
{
    /// <summary>A real broker; nothing is lost when this process ends.</summary>
    RabbitMq,

    /// <summary>This process only: what is in flight is lost when it ends.</summary>
    InMemory,
}
