namespace Altimeter.Hosting.DeadLetters;

/// <summary>Keeps two processes from writing one file: the running service appends, the <c>dead-letters</c> command rewrites.</summary>
internal static class FileLock
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>Takes the lock <c>&lt;path&gt;.lock</c>, waiting for who has it; it ends with the result, or with the process.</summary>
    public static async Task<FileStream> TakeAsync(string path, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                await Task.Delay(LookEvery, time, cancellationToken);
            }
        }
    }
}
