using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Looks once whether there is a Gnocchi behind the endpoint, new enough: else every item would be refused one by one.</summary>
public sealed class GnocchiServer(IGnocchiApi api, [FromKeyedServices(GnocchiPeer.Key)] Peer peer)
{
    private static readonly Version Oldest = new(4, 2, 0);

    private volatile bool _isKnown;

    /// <summary>Returns when a suitable server has answered; holds until then.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isKnown) return;
        await peer.CallAsync(CheckAsync, cancellationToken);
        _isKnown = true;
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var info = await api.GetInfoAsync(cancellationToken).AnswerAsync();
        if (info.Error is { } error) throw new HttpRequestException($"no Gnocchi at {peer.Address}, check Gnocchi:Endpoint: {error.Text}");
        if (info.Content?.Build is not { } build) throw new HttpRequestException($"no Gnocchi at {peer.Address}, check Gnocchi:Endpoint: it names no build");

        // "4.4.2", "4.5.0.dev12"
        var numbers = string.Join('.', build.Split('.').TakeWhile(part => int.TryParse(part, out _)).Take(3));
        if (Version.TryParse(numbers, out var version) && version < Oldest)
            throw new HttpRequestException($"required gnocchi version is {Oldest} or later, {peer.Address} has {build}");
    }
}
