using System.Net;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>An answer that is Gnocchi's own decision: done or refused, never a transient failure.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Error">Why it was refused; null on success.</param>
public readonly record struct GnocchiAnswer(HttpStatusCode Status, GnocchiError? Error)
{
    /// <summary>Whether it was done.</summary>
    public bool IsSuccess => Error is null;
}

/// <summary>An answer with content.</summary>
/// <typeparam name="T">The content.</typeparam>
/// <param name="Status">HTTP status.</param>
/// <param name="Content">The content; null when refused.</param>
/// <param name="Error">Why it was refused; null on success.</param>
public readonly record struct GnocchiAnswer<T>(HttpStatusCode Status, T? Content, GnocchiError? Error)
    where T : class;
