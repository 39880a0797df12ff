namespace Altimeter.Hosting.Membership;

/// <summary>A replica of a service, as another sees it.</summary>
/// <param name="Id">Host and eight random hexadecimal digits.</param>
/// <param name="IsJoined">It takes part in the assignment.</param>
/// <param name="IsLeaving">It is stopping: it still holds what it claims.</param>
/// <param name="Claims">Keys that it holds, in ordinal order.</param>
/// <param name="TargetSet">Hash of what it divides with others; null when nothing could differ.</param>
/// <param name="ClockDifference">How far its wall clock is behind ours; negative: ahead. Includes the heartbeat's way.</param>
public sealed record Replica(string Id, bool IsJoined, bool IsLeaving, IReadOnlyList<string> Claims, string? TargetSet, TimeSpan ClockDifference);
