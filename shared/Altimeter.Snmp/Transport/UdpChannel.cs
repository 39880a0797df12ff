using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Altimeter.Snmp.Transport;

/// <summary>One socket of a family and the thread that owns it with all exchanges on it: sends, receives, matches, repeats, ends. Others only
/// put commands in its queue, and make a system call only when the thread sleeps.</summary>
internal sealed partial class UdpChannel : IAsyncDisposable
{
    private const int TickMilliseconds = 10;
    private const int IdleMilliseconds = 1_000;

    private readonly ConcurrentQueue<(Command Command, Exchange Exchange, long Run)> _commands = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _timeProvider;
    private readonly SnmpClientOptions _options;
    private readonly Counters _counters;
    private readonly IDatagramSocket _socket;
    private readonly AddressFamily _family;
    private readonly Func<IPEndPoint, Device?> _find;
    private long _now;
    private int _isSleeping;
    private volatile bool _isStopping;

    public UdpChannel(IDatagramSocket socket, AddressFamily family, TimeProvider timeProvider, Counters counters, SnmpClientOptions options, Func<IPEndPoint, Device?> find)
    {
        _timeProvider = timeProvider;
        _options = options;
        _counters = counters;
        _socket = socket;
        _family = family;
        _find = find;
        _wheel = new TimerWheel(timeProvider.TimestampFrequency);
        if (socket.ReceiveBufferBytes < UdpSocket.WantedReceiveBufferBytes)
        {
            options.Warn?.Invoke($"The receive buffer for SNMP over {family} is {socket.ReceiveBufferBytes} bytes, {UdpSocket.WantedReceiveBufferBytes} were asked for: "
                + "answers may be lost when many devices answer at once; on Linux raise net.core.rmem_max");
        }
        new Thread(Run) { IsBackground = true, Name = $"snmp-{family}" }.Start();
    }

    private enum Command
    {
        Start,
        SendAgain,
        Cancel,
    }

    /// <summary>Has an exchange carried out.</summary>
    public void Start(Exchange exchange) => Post(Command.Start, exchange, exchange.Run);

    /// <summary>Ends an exchange as cancelled, if it is still the same and under way.</summary>
    public void Cancel(Exchange exchange, long run) => Post(Command.Cancel, exchange, run);

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _socket.Wake();
        await _ended.Task.ConfigureAwait(false);
    }

    private void Post(Command command, Exchange exchange, long run)
    {
        _commands.Enqueue((command, exchange, run));
        if (Interlocked.Exchange(ref _isSleeping, 0) == 1) _socket.Wake();
        // The thread may have ended without seeing this.
        if (_isStopping && _ended.Task.IsCompleted) EndAll();
    }

    private void Run()
    {
        try
        {
            while (!_isStopping) Turn();
        }
        finally
        {
            _isStopping = true;
            _socket.Dispose();
            _ended.SetResult();
            EndAll();
        }
    }

    private void Turn()
    {
        try
        {
            _now = _timeProvider.GetTimestamp();
            TakeCommands();
            TakeDue();
            Flush();
            var count = _socket.Receive(_incoming);
            if (count == 0) Sleep();
            else ReceiveAll(count);
        }
        catch (SocketException)
        {
            // ICMP errors of one device, memory pressure: nothing that may end the loop for all the others.
            Interlocked.Increment(ref _counters.SocketErrors);
        }
    }

    private void Sleep()
    {
        // Announced before the last look at the queue, so that no command is left lying.
        Interlocked.Exchange(ref _isSleeping, 1);
        if (_commands.IsEmpty && !_isStopping) _socket.Wait(_wheel.Count > 0 ? TickMilliseconds : IdleMilliseconds);
        Volatile.Write(ref _isSleeping, 0);
    }

    private void TakeCommands()
    {
        while (_commands.TryDequeue(out var next))
        {
            var exchange = next.Exchange;
            if (exchange.Run != next.Run || exchange.HasEnded) continue;
            if (next.Command == Command.Start) Admit(exchange);
            else if (next.Command == Command.SendAgain) Send(exchange);
            else End(exchange, new OperationCanceledException());
        }
    }

    private void EndAll()
    {
        lock (_ended)
        {
            while (_commands.TryDequeue(out var next))
            {
                if (next.Command != Command.Cancel) Abandon(next.Exchange, next.Run);
            }
            foreach (var exchange in _pending.Values.Distinct().ToList()) Abandon(exchange, exchange.Run);
            _pending.Clear();
            foreach (var (exchange, run) in _waiting) Abandon(exchange, run);
            _waiting.Clear();
        }
    }

    private static void Abandon(Exchange exchange, long run)
    {
        foreach (var (next, itsRun) in exchange.Device.Waiting) Fail(next, itsRun);
        exchange.Device.Waiting.Clear();
        Fail(exchange, run);

        static void Fail(Exchange exchange, long run)
        {
            if (exchange.Run == run && !exchange.HasEnded) exchange.Fail(new ObjectDisposedException(nameof(SnmpClient)));
        }
    }
}
