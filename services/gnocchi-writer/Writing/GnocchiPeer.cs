using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Gnocchi as a <see cref="Peer"/>.</summary>
public static class GnocchiPeer
{
    /// <summary>Service key of its <see cref="Peer"/>.</summary>
    public const string Key = "gnocchi";

    /// <summary>Sends a body until Gnocchi answers, and gives the body's buffer back.</summary>
    /// <returns>Acceptance, or a refusal that repeating would not change.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before an answer came.</exception>
    internal static async Task<GnocchiAnswer> SendAsync(
        this Peer peer, GnocchiBody body, Func<HttpContent, CancellationToken, Task<GnocchiAnswer>> send, CancellationToken cancellationToken)
    {
        var answer = await peer.CallAsync(
            async token =>
            {
                using var content = body.ToContent();
                return await send(content, token);
            },
            cancellationToken);
        body.Dispose(); // not when cancelled: the transport may still be reading it
        return answer;
    }
}
