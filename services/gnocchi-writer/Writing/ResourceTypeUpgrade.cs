using System.Net;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Makes the known resource types exist with all their attributes: what Ceilometer's upgrade command does, one type at a time and only when it is missed.</summary>
public sealed class ResourceTypeUpgrade(IGnocchiApi api, [FromKeyedServices(GnocchiPeer.Key)] Peer peer, ILogger<ResourceTypeUpgrade> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Creates a type, or adds what it lacks. One lane at a time: another may have made it meanwhile.</summary>
    /// <param name="name">Resource type.</param>
    /// <param name="isMissed">Whether Gnocchi just said that the type does not exist.</param>
    /// <param name="cancellationToken">Ends the wait for Gnocchi.</param>
    /// <returns>Whether it is worth trying again: false for types that are not ours to know, and for those that were complete before or are refused.</returns>
    public async Task<bool> EnsureAsync(string name, bool isMissed, CancellationToken cancellationToken)
    {
        if (ResourceTypes.Find(name) is not { } wanted) return false;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return await EnsureAsync(wanted, isMissed, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives up the gate.</summary>
    public void Dispose() => _gate.Dispose();

    private async Task<bool> EnsureAsync(ResourceType wanted, bool isMissed, CancellationToken cancellationToken)
    {
        var name = wanted.Name;
        var existing = await peer.CallAsync(token => api.GetResourceTypeAsync(name, token).AnswerAsync(), cancellationToken);
        if (existing.Status == HttpStatusCode.NotFound)
            return Report(wanted, await peer.CallAsync(token => api.CreateResourceTypeAsync(wanted, token).AnswerAsync(), cancellationToken));
        if (existing.Content is not { } present) return false;

        var missing = Missing(wanted, present);
        if (missing.Count == 0) return isMissed;
        return Report(
            wanted,
            await peer.CallAsync(
                async token =>
                {
                    using var patch = GnocchiBody.OfPatch(missing);
                    return await api.UpdateResourceTypeAsync(name, patch, token).AnswerAsync();
                },
                cancellationToken));
    }

    // Existing resources need a value for a new required attribute: the empty text. There is none for other types.
    private static List<ResourceTypePatch> Missing(ResourceType wanted, ResourceType present) =>
    [
        .. from attribute in wanted.Attributes
           where !present.Attributes.ContainsKey(attribute.Key) && (!attribute.Value.Required || attribute.Value.Type == "string")
           let value = attribute.Value.Required ? attribute.Value with { Options = new ResourceTypeFill("") } : attribute.Value
           select new ResourceTypePatch("add", $"/attributes/{attribute.Key}", value),
    ];

    private bool Report(ResourceType type, GnocchiAnswer answer)
    {
        if (answer.IsSuccess || answer.Status == HttpStatusCode.Conflict)
        {
            logger.ResourceTypeMade(type.Name);
            return true;
        }

        logger.ResourceTypeRefused(type.Name, answer.Error!.Text);
        return false;
    }
}
