using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.Lanes;

/// <summary>Messages of one lane that were waiting, in delivery order.</summary>
/// <typeparam name="T">Contract message.</typeparam>
/// <param name="Lane">0 to 7.</param>
/// <param name="Messages">At least one.</param>
public sealed record LaneBatch<T>(int Lane, IReadOnlyList<DeliveredMessage<T>> Messages)
    where T : class;
