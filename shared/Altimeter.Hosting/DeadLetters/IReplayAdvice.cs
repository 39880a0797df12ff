using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Says before a replay what Gnocchi would do with it. Two implementations: by age, and the writer's, which asks Gnocchi.</summary>
public interface IReplayAdvice
{
    /// <summary>Warns of a sample that Gnocchi may drop though it answers that it took it.</summary>
    /// <returns>What is known, in a sentence; null when nothing speaks against it.</returns>
    Task<string?> WarnAsync(Sample sample, CancellationToken cancellationToken);
}
