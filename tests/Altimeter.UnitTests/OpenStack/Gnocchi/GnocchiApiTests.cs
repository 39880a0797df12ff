using System.Net;
using System.Net.Sockets;
using Altimeter.Hosting.Delivery;
using Altimeter.OpenStack.Gnocchi;
using Altimeter.UnitTests.GnocchiWriter;
using Refit;
using Xunit;

namespace Altimeter.UnitTests.OpenStack.Gnocchi;

public sealed class GnocchiApiTests : IDisposable
{
    private readonly GnocchiDouble _gnocchi = new();

    public void Dispose() => _gnocchi.Dispose();

    [Theory]
    [InlineData("http://h/metric/", "/metric/v1/resource_type/host")]
    [InlineData("http://h/metric", "/metric/v1/resource_type/host")]
    [InlineData("http://h:8041", "/v1/resource_type/host")]
    public async Task Item70_BaseUrlWithAPath_IsKept(string endpoint, string expected)
    {
        await Api(new GnocchiOptions { Endpoint = endpoint }).GetResourceTypeAsync("host", default);

        Assert.Equal(expected, _gnocchi.Requests.Single().Path);
    }

    [Fact]
    public async Task Item71_BasicMode_SendsUserAndExactlyOneAcceptedType()
    {
        await Api(new GnocchiOptions()).GetInfoAsync(default);

        var request = _gnocchi.Requests.Single();
        Assert.Equal(("basic YWRtaW46", "application/json"), (request.Authorization, request.Accept));
    }

    [Fact]
    public async Task Bodies_HaveTheContentTypeThatGnocchiWants()
    {
        var api = Api(new GnocchiOptions());

        await api.CreateArchivePolicyAsync(GnocchiBody.Of("""{"name": "x"}"""u8.ToArray()), default);
        await api.CreateResourceTypeAsync(new ResourceType("x", new Dictionary<string, ResourceTypeAttribute>()), default);
        await api.UpdateResourceTypeAsync("x", GnocchiBody.OfPatch([new ResourceTypePatch("add", "/attributes/a", ResourceTypeAttribute.Text())]), default);

        Assert.Equal(["application/json", "application/json", "application/json-patch+json"], _gnocchi.Requests.Select(r => r.ContentType?.Split(';')[0]));
        Assert.Equal("""[{"op":"add","path":"/attributes/a","value":{"type":"string","min_length":0,"max_length":255,"required":false}}]""", _gnocchi.Requests[2].Body);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task TransientStatus_IsAnExceptionThatPeersRecognise(int status)
    {
        _gnocchi.Script = _ => GnocchiDouble.Refuse((HttpStatusCode)status, "busy");

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Api(new GnocchiOptions()).GetInfoAsync(default).AnswerAsync());

        Assert.Equal(status, (int?)e.StatusCode);
        Assert.True(TransientFaults.Is(e));
        Assert.Contains("busy", e.Message);
    }

    [Fact]
    public async Task TransportFailure_ComesOutAsItWas()
    {
        _gnocchi.Script = _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => Api(new GnocchiOptions()).GetInfoAsync(default).AnswerAsync());

        Assert.Null(e.StatusCode);
        Assert.IsType<SocketException>(e.InnerException);
    }

    [Fact]
    public async Task NoAnswerInTime_IsACancellationThatIsNotTheCallers()
    {
        using var client = new HttpClient(new Silent());
        GnocchiRegistration.Configure(client, new GnocchiOptions { Timeout = TimeSpan.FromMilliseconds(20) });
        var api = RestService.ForGenerated<IGnocchiApi>(client, GnocchiRegistration.Settings());

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => api.GetInfoAsync(default).AnswerAsync());

        Assert.True(TransientFaults.Is(e));
    }

    [Fact]
    public async Task SuccessThatIsNotGnocchis_IsNoAnswer()
    {
        _gnocchi.Script = _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>welcome</html>") };

        await Assert.ThrowsAsync<HttpRequestException>(() => Api(new GnocchiOptions()).GetInfoAsync(default).AnswerAsync());
    }

    [Fact]
    public async Task Refusal_IsAValueWithGnocchisReason()
    {
        var answer = await Api(new GnocchiOptions()).GetArchivePolicyAsync("nowhere", default).AnswerAsync();

        Assert.Equal((HttpStatusCode.NotFound, "nowhere"), (answer.Status, answer.Error?.MissingName("Archive policy")));
    }

    [Fact]
    public async Task Body_LargerThanItsFirstBuffer_IsSentWhole()
    {
        using var body = new GnocchiBody();
        body.Writer.WriteStartArray();
        for (var i = 0; i < 20_000; i++) body.Writer.WriteNumberValue(i);
        body.Writer.WriteEndArray();

        using var content = body.ToContent();

        Assert.Equal($"[{string.Join(',', Enumerable.Range(0, 20_000))}]", await content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(content.Headers.ContentLength);
    }

    private IGnocchiApi Api(GnocchiOptions options)
    {
        var client = new HttpClient(_gnocchi, disposeHandler: false);
        GnocchiRegistration.Configure(client, options);
        return RestService.ForGenerated<IGnocchiApi>(client, GnocchiRegistration.Settings());
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
