using System.Net;
using Altimeter.GnocchiWriter.Diagnostics;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Creates the resources of a lane and keeps their attributes current.</summary>
public sealed class ResourceWriter(
    IGnocchiApi api, Peer peer, ResourceTypeUpgrade types, int capacity, TimeProvider time, WriterMetrics metrics) : IDisposable
{
    // A type that somebody else is just making exists a moment before it can be used.
    private const int MaxTriesPerType = 10;
    private static readonly TimeSpan PausePerTry = TimeSpan.FromMilliseconds(200);

    private readonly AttributeCache _attributes = new(capacity, time);
    private readonly HashSet<string> _upgraded = new(StringComparer.Ordinal);

    /// <summary>Creates a resource with its attributes; one that exists is as good.</summary>
    /// <returns>Why Gnocchi refuses it; null when it exists now.</returns>
    public async Task<Rejection?> CreateAsync(ResourceGroup resource, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await peer.SendAsync(
                RequestBodies.NewResource(resource),
                (content, token) => api.CreateResourceAsync(resource.Definition.Type, content, token).AnswerAsync(),
                cancellationToken);
            if (answer.IsSuccess)
            {
                if (resource.Attributes.Count > 0) Remember(resource);
                return null;
            }

            if (answer.Status == HttpStatusCode.Conflict) return null;
            if (attempt == MaxTriesPerType || !await UpgradeAsync(resource.Definition.Type, answer.Error!, cancellationToken))
                return new Rejection("refused", $"resource {resource.Id} of type {resource.Definition.Type}: {answer.Error!.Text}");
            if (attempt > 1) await Task.Delay(PausePerTry * attempt, time, cancellationToken);
        }
    }

    /// <summary>Sends the attributes of a resource if Gnocchi does not have exactly these.</summary>
    /// <returns>Why Gnocchi refuses them, once; null when they are current.</returns>
    public async Task<Rejection?> UpdateAsync(ResourceGroup resource, CancellationToken cancellationToken)
    {
        if (resource.Attributes.Count == 0 || _attributes.IsCurrent(resource.Id, resource.Attributes)) return null;
        while (true)
        {
            var answer = await peer.SendAsync(
                RequestBodies.Attributes(resource),
                (content, token) => api.UpdateResourceAsync(resource.Definition.Type, resource.Id, content, token).AnswerAsync(),
                cancellationToken);
            if (answer.Status == HttpStatusCode.NotFound)
            {
                // Removed meanwhile: the next measures create it anew, with its attributes.
                Forget(resource);
                return null;
            }

            if (answer.Error is { } error && !error.IsMissing("Resource type") && await UpgradeAsync(resource.Definition.Type, error, cancellationToken)) continue;

            // Refused attributes are remembered too: the same ones would be refused with every batch.
            Remember(resource);
            return answer.IsSuccess
                ? null
                : new Rejection("update-refused", $"attributes of resource {resource.Id} of type {resource.Definition.Type}: {answer.Error!.Text}");
        }
    }

    /// <summary>Gives up the cache with its lane.</summary>
    public void Dispose() => metrics.Resources.Add(-_attributes.Count);

    // A refusal may come from a type that is missing or older than its definition. The latter is looked into once per type.
    private async Task<bool> UpgradeAsync(string type, GnocchiError error, CancellationToken cancellationToken) =>
        (_upgraded.Add(type) || error.IsMissing("Resource type")) && await types.EnsureAsync(type, error.IsMissing("Resource type"), cancellationToken);

    private void Remember(ResourceGroup resource)
    {
        var before = _attributes.Count;
        _attributes.Remember(resource.Id, resource.Attributes);
        metrics.Resources.Add(_attributes.Count - before);
    }

    private void Forget(ResourceGroup resource)
    {
        var before = _attributes.Count;
        _attributes.Forget(resource.Id);
        metrics.Resources.Add(_attributes.Count - before);
    }
}
