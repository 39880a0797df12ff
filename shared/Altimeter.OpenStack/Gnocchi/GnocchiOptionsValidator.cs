using Microsoft.Extensions.Options;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Checks <see cref="GnocchiOptions"/>; every message names key, value and cure.</summary>
public sealed class GnocchiOptionsValidator : IValidateOptions<GnocchiOptions>
{
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GnocchiOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(GnocchiOptions options)
    {
        if (!Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            yield return $"Gnocchi:Endpoint is '{options.Endpoint}'; must be an absolute http or https URL such as http://localhost:8041";
        else if (endpoint.UserInfo.Length > 0)
            yield return "Gnocchi:Endpoint contains user information; set Gnocchi:Auth:User instead";
        else if (endpoint.Query.Length > 0 || endpoint.Fragment.Length > 0)
            yield return $"Gnocchi:Endpoint is '{options.Endpoint}'; must have no query and no fragment";

        if (options.Auth.Type == "keystone")
            yield return "Gnocchi:Auth:Type is 'keystone', which this version does not support; set it to basic or noauth";
        else if (options.Auth.Type is not ("basic" or "noauth"))
            yield return $"Gnocchi:Auth:Type is '{options.Auth.Type}'; must be basic or noauth";

        if (options.Auth.User.Length == 0 || options.Auth.User.Contains(':', StringComparison.Ordinal))
            yield return $"Gnocchi:Auth:User is '{options.Auth.User}'; must be a name without a colon";
        if (HasControl(options.Auth.User) || HasControl(options.Auth.Project) || HasControl(options.Auth.Roles))
            yield return "Gnocchi:Auth has a value with a control character; User, Project and Roles must be plain text";
        if (!Enum.IsDefined(options.UnmappedMeters))
            yield return $"Gnocchi:UnmappedMeters is {options.UnmappedMeters}; must be Drop or Generic";
        if (options.Timeout <= TimeSpan.Zero || options.Timeout > LongestTimeout)
            yield return $"Gnocchi:Timeout is {options.Timeout}; must be more than zero and at most {LongestTimeout}";
    }

    private static bool HasControl(string text) => text.Any(char.IsControl);
}
