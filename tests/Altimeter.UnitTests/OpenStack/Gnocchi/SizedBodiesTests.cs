using System.Net.Http.Json;
using Altimeter.OpenStack.Gnocchi;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class SizedBodiesTests
{
    [Fact]
    public async Task SendAsync_ContentOfUnknownLength_GoesOutWithALength()
    {
        var seen = new Seen();
        using var client = new HttpClient(new SizedBodies { InnerHandler = seen });

        await client.PostAsync(new Uri("http://h/v1/resource_type"), JsonContent.Create(new { name = "host" }));

        Assert.Equal("""{"name":"host"}""".Length, seen.Length);
    }

    private sealed class Seen : HttpMessageHandler
    {
        public long? Length { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Length = request.Content!.Headers.ContentLength;
            return Task.FromResult(new HttpResponseMessage());
        }
    }
}
