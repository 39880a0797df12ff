using System.Net;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Refit;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Turns responses into answers.</summary>
public static class GnocchiAnswers
{
    /// <summary>Gives Gnocchi's decision.</summary>
    /// <param name="call">A call of <see cref="IGnocchiApi"/>.</param>
    /// <exception cref="HttpRequestException">Transient: no connection; 408, 429 or 5xx (in <see cref="HttpRequestException.StatusCode"/>); 401, because then every item would be refused.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the answer did not come in time.</exception>
    public static async Task<GnocchiAnswer> AnswerAsync(this Task<IApiResponse> call)
    {
        using var response = await call.ConfigureAwait(false);
        return new GnocchiAnswer(response.StatusCode ?? default, ErrorOf(response));
    }

    /// <inheritdoc cref="AnswerAsync(Task{IApiResponse})"/>
    /// <typeparam name="T">The content.</typeparam>
    public static async Task<GnocchiAnswer<T>> AnswerAsync<T>(this Task<IApiResponse<T>> call)
        where T : class
    {
        using var response = await call.ConfigureAwait(false);
        if (ErrorOf(response) is { } error) return new GnocchiAnswer<T>(response.StatusCode ?? default, null, error);
        if (response.Error?.InnerException is { } defect and not JsonException) ExceptionDispatchInfo.Throw(defect);
        if (response.Error is not null || response.Content is null)
            throw new HttpRequestException($"{Target(response)} answered {(int?)response.StatusCode} with a body that is not Gnocchi's", response.Error);
        return new GnocchiAnswer<T>(response.StatusCode ?? default, response.Content, null);
    }

    private static GnocchiError? ErrorOf(IApiResponse response)
    {
        // Refit wraps what the transport threw; callers know the transport's own exceptions.
        if (response.HasRequestError(out var request))
        {
            if (request.InnerException is { } cause) ExceptionDispatchInfo.Throw(cause);
            throw new HttpRequestException(request.Message, request);
        }

        if (response.IsSuccessStatusCode) return null;
        var body = response.HasResponseError(out var refused) ? refused.Content : null;
        var status = response.StatusCode ?? default;
        var error = GnocchiError.Parse(body, $"HTTP {(int)status}");
        if (status is HttpStatusCode.Unauthorized)
            throw new HttpRequestException(HttpRequestError.UserAuthenticationError, $"HTTP 401, check Gnocchi:Auth: {error.Text}");
        if (status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests || (int)status >= 500)
            throw new HttpRequestException($"{Target(response)}: {error.Text}", null, status);
        return error;
    }

    private static string Target(IApiResponse response) =>
        $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.AbsolutePath}";
}
