namespace Altimeter.NotificationRouter.Samples;

/// <summary>Why a notification, or one sample of it, is set aside.</summary>
/// <param name="Kind"><c>notification</c> or <c>sample</c>.</param>
/// <param name="Reason">Kebab-case, for counting.</param>
/// <param name="Text">What was found and what was expected; no secret.</param>
/// <param name="Body">The refused bytes unchanged.</param>
internal sealed record Refusal(string Kind, string Reason, string Text, ReadOnlyMemory<byte> Body);
