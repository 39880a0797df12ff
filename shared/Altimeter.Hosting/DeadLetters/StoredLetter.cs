using System.Security.Cryptography;
using Altimeter.Hosting.Delivery;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>A letter as it lies in the store.</summary>
/// <param name="Id">Its message id; of a letter without one, an id derived from its content: the same whenever it is looked at.</param>
/// <param name="Letter">The letter; first seen is null when not known.</param>
/// <param name="IsTruncated">Only the beginning of the body was kept, because the broker takes no larger ones.</param>
internal sealed record StoredLetter(string Id, DeadLetter Letter, bool IsTruncated)
{
    /// <summary>Id of a letter that has none.</summary>
    public static string IdOf(ReadOnlySpan<byte> body, string? firstSeen) =>
        MessageIds.Derive(Guid.Empty, Convert.ToHexString(SHA256.HashData(body)), firstSeen ?? "").ToString();
}
