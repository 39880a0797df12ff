using Altimeter.Definitions;

namespace Altimeter.Hosting;

/// <summary>Looks at the configuration before anything starts. All checks run, and all their problems are listed together.</summary>
/// <remarks>Errors end the start with exit code 1; warnings are logged. <c>--validate</c> lists both and ends.</remarks>
public interface IStartupCheck
{
    /// <summary>Lists what is wrong; empty when all is well. Does not throw for bad input.</summary>
    IEnumerable<Problem> Check();
}
