namespace Altimeter.Testing.Launchers;

/// <summary>A test cannot run here, because a server that it needs is neither installed nor installable.</summary>
/// <param name="needs">What is missing, as it ends the sentence "not run: needs …".</param>
public sealed class NotRunException(string needs) : Exception($"not run: needs {needs}");
