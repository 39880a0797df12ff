namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Gives every request body a length: Gnocchi is usually served by uWSGI, which reads a chunked body as an empty one.</summary>
internal sealed class SizedBodies : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { Headers.ContentLength: null } content) await content.LoadIntoBufferAsync(cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
