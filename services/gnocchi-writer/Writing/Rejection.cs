namespace Altimeter.GnocchiWriter.Writing;

/// <summary>Why a sample is set aside.</summary>
/// <param name="Reason">Kebab-case, for counting, e.g. <c>bad-volume</c> or <c>refused</c>.</param>
/// <param name="Text">For a person.</param>
public sealed record Rejection(string Reason, string Text);
