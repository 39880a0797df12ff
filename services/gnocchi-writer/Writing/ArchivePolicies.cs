using System.Collections.Concurrent;
using System.Net;
using Altimeter.GnocchiWriter.Definitions;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Makes the archive policies of the definitions exist, before the first measure. Shared by all lanes.</summary>
public sealed class ArchivePolicies(IGnocchiApi api, [FromKeyedServices(GnocchiPeer.Key)] Peer peer) : IDisposable
{
    private readonly ConcurrentDictionary<ResourceDefinitions, bool> _done = new();
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Creates, in the order of the file, what was not created by this process yet; what exists is never changed.</summary>
    /// <remarks>Where creation is refused the policy may exist all the same, which is enough; else this holds and repeats.</remarks>
    public async Task EnsureAsync(ResourceDefinitions definitions, CancellationToken cancellationToken)
    {
        if (_done.ContainsKey(definitions)) return;
        await peer.CallAsync(token => CreateAllAsync(definitions, token), cancellationToken);
    }

    /// <summary>Has the policies created anew: somebody removed one.</summary>
    public void Forget(ResourceDefinitions definitions) => _done.TryRemove(definitions, out _);

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task CreateAllAsync(ResourceDefinitions definitions, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_done.ContainsKey(definitions)) return;
            foreach (var policy in definitions.Policies) await CreateAsync(policy, cancellationToken);
            _done[definitions] = true;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task CreateAsync(ArchivePolicyDefinition policy, CancellationToken cancellationToken)
    {
        using var body = GnocchiBody.Of(policy.Body);
        var created = await api.CreateArchivePolicyAsync(body, cancellationToken).AnswerAsync();
        if (created.IsSuccess || created.Status == HttpStatusCode.Conflict) return;
        var existing = await api.GetArchivePolicyAsync(policy.Name, cancellationToken).AnswerAsync();
        if (existing.Error is null) return;
        throw new HttpRequestException($"archive policy {policy.Name} does not exist and cannot be created: {created.Error!.Text}");
    }
}
