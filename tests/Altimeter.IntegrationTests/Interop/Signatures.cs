using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Altimeter.Testing.Launchers;

namespace Altimeter.IntegrationTests.Interop;

/// <summary>Ceilometer's own check of signatures, run by its own Python.</summary>
internal static class Signatures
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>How many of these metering messages are signed with a key.</summary>
    public static async Task<int> CountValidAsync(IEnumerable<JsonObject> messages, string secret, CancellationToken token)
    {
        using var folder = new TemporaryFolder("signatures");
        var file = folder.Write("messages.json", new JsonArray([.. messages.Select(message => message.DeepClone())]).ToJsonString(JsonSerializerOptions.Default));
        var output = await Shell.RunAsync(
            ["/usr/bin/python3", Path.Combine(AppContext.BaseDirectory, "Scripts", "verify_signatures.py"), secret, file], Limit, PythonEnvironment.Variables, cancellationToken: token);
        return int.Parse(output, CultureInfo.InvariantCulture);
    }
}
