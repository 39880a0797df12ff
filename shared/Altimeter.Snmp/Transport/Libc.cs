using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace Altimeter.Snmp.Transport;

/// <summary>System calls of 64-bit Linux. glibc and musl lay these structures out alike on little-endian x64 and arm64: where musl has 32 bits and padding, glibc has 64.</summary>
internal static partial class Libc
{
    public const int DontWait = 0x40;
    public const int NonBlocking = 0x800;
    public const short PollIn = 1;
    public const int Interrupted = 4;
    public const int Again = 11;

    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static unsafe partial int Receive(int socket, Message* messages, uint count, int flags, void* timeout);

    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static unsafe partial int Send(int socket, Message* messages, uint count, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static unsafe partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int OpenEvent(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static unsafe partial nint Read(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static unsafe partial nint Write(int descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int descriptor);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Piece
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>struct mmsghdr.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public unsafe struct Message
    {
        [FieldOffset(0)]
        public byte* Address;

        [FieldOffset(8)]
        public uint AddressLength;

        [FieldOffset(16)]
        public Piece* Pieces;

        [FieldOffset(24)]
        public nuint PieceCount;

        [FieldOffset(48)]
        public int Flags;

        [FieldOffset(56)]
        public uint Length;
    }
}
