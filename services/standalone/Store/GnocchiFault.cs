using System.Text.Json.Nodes;

namespace Altimeter.Standalone.Store;

/// <summary>A request that is answered with an error, in the shapes of spec §9.4. Its text is meant for the client.</summary>
internal sealed class GnocchiFault : Exception
{
    public GnocchiFault(int status, string description)
        : base(description)
    {
        Status = status;
        Description = description;
    }

    public GnocchiFault(int status, JsonObject description)
        : base(description.ToJsonString())
    {
        Status = status;
        Description = description;
    }

    /// <summary>HTTP status.</summary>
    public int Status { get; }

    /// <summary>The member <c>description</c> of the answer: text or an object.</summary>
    public JsonNode Description { get; }

    /// <summary>400 about a query argument.</summary>
    public static GnocchiFault Argument(string name, string reason) =>
        new(400, new JsonObject { ["cause"] = "Argument value error", ["reason"] = reason, ["detail"] = name });

    /// <summary>404 for a named thing, e.g. <c>Metric x does not exist</c>.</summary>
    public static GnocchiFault Missing(string kind, string name) => new(404, $"{kind} {name} does not exist");
}
