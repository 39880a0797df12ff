namespace Altimeter.Oslo.Transport;

/// <summary>How far an own queue may grow. It drops its oldest notifications then: one that refused them would make nova's publishes fail.</summary>
internal sealed record OwnQueueLimits
{
    /// <summary>Share of a limit from which on a warning is given.</summary>
    public const double WarnFrom = 0.8;

    /// <summary>Most notifications that wait in it.</summary>
    public long Messages { get; init; } = 1_000_000;

    /// <summary>Most bytes of bodies that wait in it.</summary>
    public long Bytes { get; init; } = 1L << 30;

    /// <summary>The broker removes a queue that nobody has consumed for so long: a forgotten trial goes by itself.</summary>
    public TimeSpan Expires { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Pause between two looks at the depth.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Arguments of the queue; they are frozen, another set needs another name.</summary>
    /// <remarks>RabbitMQ 4 drops a message of a quorum queue at its 20th return where nothing else is declared.</remarks>
    public Dictionary<string, object?> Arguments() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = 1_000_000L,
        ["x-expires"] = (long)Expires.TotalMilliseconds,
        ["x-max-length"] = Messages,
        ["x-max-length-bytes"] = Bytes,
        ["x-overflow"] = "drop-head",
    };
}
