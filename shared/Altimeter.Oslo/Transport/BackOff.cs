namespace Altimeter.Oslo.Transport;

/// <summary>Jittered pauses between tries: about 1 s, doubling up to 30 s.</summary>
public static class BackOff
{
    private const double LongestSeconds = 30;

    /// <summary>No pause is longer.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromSeconds(LongestSeconds);

    /// <summary>The pause after a number of failed tries in a row, counted from 0.</summary>
    public static TimeSpan Pause(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(attempt, 10)), LongestSeconds) * (0.5 + (Random.Shared.NextDouble() / 2)));
}
