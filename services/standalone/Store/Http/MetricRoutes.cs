using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Metrics by their own id and as part of a resource, without their measures.</summary>
internal static class MetricRoutes
{
    private static readonly string[] Filters = ["id", "name", "unit", "creator", "archive_policy_name"];

    public static Answer List(StoreRequest request) => request.Store.Database.Read(session =>
    {
        _ = request.User;
        var filter = Filters.Select(column => (column, request.Query(column)!)).Where(f => f.Item2 is not null).ToList();
        if (request.Query("user_id") is { } user)
        {
            filter.Add(("creator", request.Query("project_id") is { } project ? $"{user}:{project}" : user));
        }

        var page = request.Page("id:asc");
        var metrics = Metrics.List(session, filter, page);
        var policies = ArchivePolicies.List(session).ToDictionary(policy => policy.Name);
        var answer = Answer.List(metrics.Select(metric => metric.ToJson(policies[metric.PolicyName])));
        return metrics.Count < page.Limit ? answer : answer with { NextPage = request.NextPage(page, metrics[^1].Id) };
    });

    public static async Task<Answer> AddAsync(StoreRequest request)
    {
        var user = request.User;
        var body = await request.ReadAsync(MetricBody.Parse);
        var metric = await request.WriteAsync(session =>
        {
            var owner = OwnerId(session, request, body);

            // Gnocchi says the same conflict in another way on this route than on the resource's (spec §9.4).
            return owner is null || Metrics.Find(session, owner, body.Name!) is null ? Metrics.Create(session, body, user, owner)
                : throw new GnocchiFault(400, new System.Text.Json.Nodes.JsonObject { ["cause"] = "Named metric already exists", ["detail"] = body.Name });
        });
        return Answer.Json(metric.ToJson(), 201) with { Location = "/v1/metric/" + metric.Id };
    }

    public static Answer Get(StoreRequest request) => request.Store.Database.Read(session => Show(session, request, Find(session, request)));

    public static async Task<Answer> DeleteAsync(StoreRequest request) => await request.WriteAsync(session =>
    {
        Metrics.Delete(session, Find(session, request));
        return Answer.NoContent;
    });

    public static Answer ListOfResource(StoreRequest request) => request.Store.Database.Read(session =>
    {
        var (_, resource) = ResourceRoutes.Find(session, request);
        request.RequireCreator(resource.Creator);
        return OfResource(session, resource);
    });

    public static async Task<Answer> AddToResourceAsync(StoreRequest request)
    {
        _ = request.User;
        using var json = await request.ReadAsync();
        return await request.WriteAsync(session =>
        {
            var (_, resource) = ResourceRoutes.Find(session, request);
            request.RequireCreator(resource.Creator);
            Metrics.Attach(session, resource.Id, new Body(json.RootElement).Members().Select(MetricBody.ParseNamed).ToList(), request.User);
            return OfResource(session, resource);
        });
    }

    /// <summary>The metric that the path names, by id or by resource and name, if the user may use it.</summary>
    /// <exception cref="GnocchiFault">404: no such metric or resource; 403.</exception>
    public static Metric Find(Session session, StoreRequest request)
    {
        Metric? metric;
        var name = request.Route("metric");
        if (request.Http.Request.RouteValues.ContainsKey("type"))
        {
            metric = Metrics.Find(session, ResourceRoutes.Find(session, request).Resource.Id, name);
        }
        else
        {
            metric = ResourceIds.TryParseUuid(name, out var id) ? Metrics.Find(session, id) : null;
        }

        request.RequireCreator(metric?.Creator ?? request.User);
        return metric ?? throw GnocchiFault.Missing("Metric", name);
    }

    private static string? OwnerId(Session session, StoreRequest request, MetricBody body)
    {
        if (body.ResourceId is not { } text)
        {
            return null;
        }

        if (body.Name is null)
        {
            throw new GnocchiFault(400, new System.Text.Json.Nodes.JsonObject
            {
                ["cause"] = "Attribute value error",
                ["detail"] = "name",
                ["reason"] = "Name cannot be null if resource_id is not null",
            });
        }

        string id;
        try
        {
            id = ResourceIds.Resolve(text, request.User);
        }
        catch (FormatException e)
        {
            throw new GnocchiFault(400, e.Message);
        }

        var owner = Resources.Find(session, "generic", id) ?? throw GnocchiFault.Missing("Resource", id);
        request.RequireCreator(owner.Creator);
        return id;
    }

    private static Answer Show(Session session, StoreRequest request, Metric metric) => Answer.Json(metric.ToJson(
        ArchivePolicies.Find(session, metric.PolicyName)!,
        metric.ResourceId is { } id ? Resources.Find(session, "generic", id) : null));

    private static Answer OfResource(Session session, Resource resource) =>
        Answer.List(Metrics.OfResource(session, resource.Id).Select(metric => metric.ToJson(ArchivePolicies.Find(session, metric.PolicyName)!)));
}
