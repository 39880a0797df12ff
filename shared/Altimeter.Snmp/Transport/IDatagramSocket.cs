using System.Net.Sockets;

namespace Altimeter.Snmp.Transport;

/// <summary>A bound UDP socket of one family, used by one thread; only <see cref="Wake"/> may be called from others.</summary>
internal interface IDatagramSocket : IDisposable
{
    /// <summary>Octets of receive buffer that the system granted.</summary>
    int ReceiveBufferBytes { get; }

    /// <summary>Takes what has arrived, without a wait.</summary>
    /// <param name="batch">Filled from its start.</param>
    /// <returns>Datagrams taken.</returns>
    int Receive(DatagramBatch batch);

    /// <summary>Waits until something arrives, or until woken.</summary>
    /// <param name="milliseconds">Longest wait.</param>
    void Wait(int milliseconds);

    /// <summary>Sends datagrams of a batch.</summary>
    /// <returns>How many have gone; fewer than asked if the next one failed with <paramref name="error"/>.</returns>
    int Send(DatagramBatch batch, int first, int count, out SocketError error);

    /// <summary>Ends the current or next wait.</summary>
    void Wake();
}
