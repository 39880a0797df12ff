using System.Text.Json.Nodes;

namespace Altimeter.Testing.Launchers;

/// <summary>The file infra/rabbitmq/definitions.json: who may do what on the broker, and how large queues may grow.</summary>
public sealed class BrokerDefinitions
{
    /// <summary>The file, from the root of the repository; compose's image carries the same.</summary>
    public const string FilePath = "infra/rabbitmq/definitions.json";

    /// <summary>Virtual host of the contracts in the file.</summary>
    public const string ContractsHost = "altimeter";

    /// <summary>Virtual host of the notifications in the file.</summary>
    public const string OsloHost = "/";

    private readonly JsonNode _root;

    private BrokerDefinitions(JsonNode root) => _root = root;

    /// <summary>Names of the services' users, the administrator excepted.</summary>
    public IReadOnlyList<string> Services =>
        [.. Items("users").Where(u => u["tags"] is JsonArray { Count: 0 }).Select(u => (string)u["name"]!)];

    /// <summary>Reads the file.</summary>
    public static BrokerDefinitions Load(string path) => new(JsonNode.Parse(File.ReadAllText(path))!);

    /// <summary>Elements of a list of the file, e.g. <c>permissions</c>.</summary>
    public IEnumerable<JsonNode> Items(string list) => _root[list]!.AsArray().Select(i => i!);

    internal async Task<BrokerAccess> ApplyAsync(RabbitMqServer server, string suffix, CancellationToken cancellationToken)
    {
        var api = server.Management;
        string HostOf(JsonNode item) => (string)item["vhost"]! is OsloHost ? $"oslo-{suffix}" : $"{(string)item["vhost"]!}-{suffix}";
        var access = new BrokerAccess(server, $"{ContractsHost}-{suffix}", $"oslo-{suffix}", suffix, Services.ToDictionary(s => s, _ => RabbitMqServer.NewPassword()));

        foreach (var host in (string[])[access.ContractsHost, access.OsloHost])
        {
            await api.PutAsync($"vhosts/{ManagementApi.Escape(host)}", new JsonObject(), cancellationToken);
            await api.PutAsync($"permissions/{ManagementApi.Escape(host)}/{api.User}", Rights(".*", ".*", ".*"), cancellationToken);
        }

        foreach (var (service, password) in access.Passwords)
            await api.PutAsync($"users/{access.UserOf(service)}", new JsonObject { ["password"] = password, ["tags"] = "" }, cancellationToken);

        foreach (var user in Items("users").Where(user => access.Passwords.ContainsKey((string)user["name"]!)))
        {
            foreach (var (limit, value) in user["limits"]!.AsObject())
                await api.PutAsync($"user-limits/{access.UserOf((string)user["name"]!)}/{limit}", new JsonObject { ["value"] = value!.DeepClone() }, cancellationToken);
        }

        foreach (var item in Items("permissions").Where(p => access.Passwords.ContainsKey((string)p["user"]!)))
        {
            await api.PutAsync(
                $"permissions/{ManagementApi.Escape(HostOf(item))}/{access.UserOf((string)item["user"]!)}",
                Rights((string)item["configure"]!, (string)item["write"]!, (string)item["read"]!),
                cancellationToken);
        }

        foreach (var item in Items("policies"))
        {
            var policy = item.DeepClone().AsObject();
            policy.Remove("vhost");
            policy.Remove("name");
            await api.PutAsync($"policies/{ManagementApi.Escape(HostOf(item))}/{ManagementApi.Escape((string)item["name"]!)}", policy, cancellationToken);
        }

        return access;
    }

    private static JsonObject Rights(string configure, string write, string read) => new() { ["configure"] = configure, ["write"] = write, ["read"] = read };
}
