using System.Net;
using System.Net.Sockets;
using Altimeter.Hosting.Delivery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Altimeter.UnitTests.Hosting.Delivery;

public sealed class PeerTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger _log = new();

    [Fact]
    public async Task CallAsync_PeerAway_RepeatsUntilItAnswersAndSaysSoOnce()
    {
        var peer = new Peer("Gnocchi", "http://h:8041", new HastyTime(), _log);
        var calls = 0;

        var call = peer.CallAsync(_ => ++calls < 4 ? throw new HttpRequestException("refused", new SocketException(111)) : Task.FromResult(7), CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(7, await call);
        Assert.Equal(2, _log.Lines.Count);
        Assert.StartsWith("Gnocchi at http://h:8041 is away: ", _log.Lines[0], StringComparison.Ordinal);
        Assert.StartsWith("Gnocchi at http://h:8041 is back after ", _log.Lines[1], StringComparison.Ordinal);
        Assert.Null(peer.Trouble);
    }

    [Fact]
    public async Task CallAsync_SomebodysTimeOut_CountsAsPeerAway()
    {
        var peer = new Peer("Gnocchi", "http://h", new HastyTime(), _log);
        var calls = 0;

        await peer.CallAsync(_ => ++calls == 1 ? throw new TaskCanceledException() : Task.CompletedTask, CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task CallAsync_CancelledDuringThePause_EndsAtOnce()
    {
        var peer = new Peer("Gnocchi", "http://h", _time, _log);
        using var stop = new CancellationTokenSource();
        var call = peer.CallAsync<int>(_ => throw new TimeoutException(), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Deadline));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.Forbidden, false)]
    [InlineData(HttpStatusCode.RequestTimeout, true)]
    [InlineData(HttpStatusCode.TooManyRequests, true)]
    [InlineData(HttpStatusCode.InternalServerError, true)]
    [InlineData(HttpStatusCode.ServiceUnavailable, true)]
    public void Is_HttpStatus_FollowsTheClosedList(HttpStatusCode status, bool transient) =>
        Assert.Equal(transient, TransientFaults.Is(new HttpRequestException("x", null, status)));

    [Fact]
    public void Is_DefectOfOurs_IsNotTransient() => Assert.False(TransientFaults.Is(new InvalidOperationException()));

    /// <summary>A clock on which every wait is over at once, and takes exactly as long as it should.</summary>
    private sealed class ListLogger : ILogger<Peer>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
