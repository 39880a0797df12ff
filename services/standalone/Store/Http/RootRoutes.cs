using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Versions, capabilities and status.</summary>
internal static class RootRoutes
{
    /// <summary>The version of Gnocchi whose behaviour the store has.</summary>
    private const string Build = "4.4.2";

    private static readonly string[] Controllers =
        ["archive_policy", "archive_policy_rule", "batch", "capabilities", "metric", "resource", "resource_type", "search", "status"];

    public static Answer Versions(StoreRequest request) => Answer.Json(new JsonObject
    {
        ["build"] = Build,
        ["versions"] = new JsonArray(new JsonObject
        {
            ["status"] = "CURRENT",
            ["links"] = new JsonArray(new JsonObject { ["rel"] = "self", ["href"] = Base(request) + "/v1/" }),
            ["id"] = "v1.0",
            ["updated"] = "2015-03-19",
        }),
    });

    public static Answer Version(StoreRequest request) => Answer.Json(new JsonObject
    {
        ["version"] = "1.0",
        ["links"] = new JsonArray(
        [
            new JsonObject { ["rel"] = "self", ["href"] = Base(request) + "/v1" },
            .. Controllers.Select(name => new JsonObject { ["rel"] = name, ["href"] = $"{Base(request)}/v1/{name}" }),
        ]),
    });

    public static Answer Capabilities(StoreRequest request) => Answer.Json(new JsonObject
    {
        ["aggregation_methods"] = new JsonArray([.. AggregationMethods.All.Order(StringComparer.Ordinal).Select(method => JsonValue.Create(method))]),
    });

    /// <summary>What is stored is readable at once, so nothing ever waits to be processed.</summary>
    public static Answer Status(StoreRequest request)
    {
        request.RequireAdmin();
        var storage = new JsonObject { ["summary"] = new JsonObject { ["metrics"] = 0, ["measures"] = 0 } };
        if (request.Flag("details", otherwise: true))
        {
            storage["measures_to_process"] = new JsonObject();
        }

        return Answer.Json(new JsonObject
        {
            ["storage"] = storage,
            ["metricd"] = new JsonObject { ["processors"] = new JsonArray(), ["statistics"] = new JsonObject() },
        });
    }

    public static string Base(StoreRequest request) => $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{request.Http.Request.PathBase}";
}
