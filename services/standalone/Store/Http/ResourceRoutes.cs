using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Resources, their history, and searches over them.</summary>
internal static class ResourceRoutes
{
    private static readonly string[] DefaultSorts = ["revision_start:asc", "started_at:asc"];

    public static Answer Index(StoreRequest request)
    {
        _ = request.User;
        return Answer.Json(new JsonObject(request.Store.Database.Read(ResourceTypes.List)
            .Select(type => KeyValuePair.Create(type.Name, (JsonNode?)$"{RootRoutes.Base(request)}/v1/resource/{type.Name}"))));
    }

    public static Answer List(StoreRequest request) => List(request, null, request.Flag("history"));

    public static Answer History(StoreRequest request) => request.Store.Database.Read(session =>
    {
        var (_, resource) = Find(session, request);
        request.RequireCreator(resource.Creator);
        return List(session, request, search => search.Where("id", resource.Id), history: true);
    });

    public static async Task<Answer> SearchAsync(StoreRequest request)
    {
        using var json = HasBody(request) ? await request.ReadAsync() : null;
        return List(request, search => { if (Filter(request, json) is { } filter) { search.Filter(filter); } return search; }, request.Flag("history"));
    }

    public static Answer Get(StoreRequest request) => request.Store.Database.Read(session =>
    {
        var (type, resource) = Find(session, request);
        request.RequireCreator(resource.Creator);
        Responder.CheckConditions(request.Http, resource);
        return Show(session, type, resource);
    });

    public static async Task<Answer> AddAsync(StoreRequest request)
    {
        var user = request.User;
        using var json = await request.ReadAsync();
        var (answer, location) = await request.WriteAsync(session =>
        {
            var type = ResourceTypes.Get(session, request.Route("type"));
            var body = ResourceBody.Creation(new Body(json.RootElement), type, user, request.Store.Time);
            var resource = Resources.Add(session, body.Create(type, user, request.Now), body.Metrics);
            return (Show(session, type, resource), $"/v1/resource/{type.Name}/{resource.Id}");
        });
        return answer with { Status = 201, Location = location };
    }

    public static async Task<Answer> ChangeAsync(StoreRequest request)
    {
        _ = request.Store.Database.Read(session => Find(session, request));
        using var json = await request.ReadAsync();
        return await request.WriteAsync(session =>
        {
            var (type, resource) = Find(session, request);
            request.RequireCreator(resource.Creator);
            Responder.CheckConditions(request.Http, resource);
            var body = ResourceBody.Change(new Body(json.RootElement), type, request.Store.Time);
            var changed = body.Apply(resource);
            var isSame = changed with { Attributes = resource.Attributes } == resource && JsonNode.DeepEquals(changed.Attributes, resource.Attributes);
            if (body.Metrics is { } metrics)
            {
                Metrics.Replace(session, resource.Id, metrics, request.User);
            }

            // An update that changes nothing is answered without a tag, an empty one with it.
            return isSame ? Show(session, type, resource) with { Tagged = body.IsEmpty || body.Metrics is not null ? resource : null }
                : Show(session, type, Resources.Revise(session, changed, request.Now));
        });
    }

    public static async Task<Answer> DeleteAsync(StoreRequest request)
    {
        _ = request.User;
        return await request.WriteAsync(session =>
        {
            var (_, resource) = Find(session, request);
            request.RequireCreator(resource.Creator);
            Responder.CheckConditions(request.Http, resource);
            Resources.Delete(session, resource.Id);
            return Answer.NoContent;
        });
    }

    public static async Task<Answer> DeleteManyAsync(StoreRequest request)
    {
        _ = request.User;
        using var json = HasBody(request) || request.Query("filter") is null ? await request.ReadAsync() : null;
        return await request.WriteAsync(session =>
        {
            var search = new ResourceSearch(ResourceTypes.Get(session, request.Route("type")), request.User, request.Store.Time);
            if (Filter(request, json) is not { } filter || !search.Filter(filter))
            {
                throw new GnocchiFault(400, "caution: the query can not be empty, or it will delete entire database");
            }

            search = request.IsAdmin ? search : search.Where("creator", request.User);
            return Answer.Json(new JsonObject { ["deleted"] = Resources.Delete(session, search) });
        });
    }

    /// <summary>The resource that the path names, by its UUID or by the id its user gave.</summary>
    /// <exception cref="GnocchiFault">404: no such type or resource.</exception>
    public static (ResourceType Type, Resource Resource) Find(Session session, StoreRequest request)
    {
        var type = ResourceTypes.Get(session, request.Route("type"));
        string id;
        try
        {
            id = ResourceIds.Resolve(request.Route("id"), request.User);
        }
        catch (FormatException)
        {
            throw GnocchiFault.Missing("Resource", request.Route("id"));
        }

        return (type, Resources.Find(session, type.Name, id) ?? throw GnocchiFault.Missing("Resource", id));
    }

    private static bool HasBody(StoreRequest request) => request.Http.Request.ContentLength > 0 || request.Http.Request.Headers.TransferEncoding.Count > 0;

    private static Body? Filter(StoreRequest request, System.Text.Json.JsonDocument? json) => json is not null ? new Body(json.RootElement)
        : request.Query("filter") is { } text ? new Body(TextFilter.Parse(text))
        : null;

    private static Answer Show(Session session, ResourceType type, Resource resource) =>
        Answer.Json(resource.ToJson(type, Metrics.OfResource(session, resource.Id))) with { Tagged = resource };

    private static Answer List(StoreRequest request, Func<ResourceSearch, ResourceSearch>? narrow, bool history) =>
        request.Store.Database.Read(session => List(session, request, narrow, history));

    private static Answer List(Session session, StoreRequest request, Func<ResourceSearch, ResourceSearch>? narrow, bool history)
    {
        var type = ResourceTypes.Get(session, request.Route("type"));
        var search = new ResourceSearch(type, request.User, request.Store.Time);
        search = narrow?.Invoke(search) ?? search;
        var page = request.Page(DefaultSorts);
        var resources = Resources.List(session, search, history, page);
        string[] only = [.. request.Http.Request.Query["attrs"].OfType<string>()];

        // Lists of generic resources show the attributes of each one's own type only when details are asked for.
        var types = request.Flag("details") ? ResourceTypes.List(session).ToDictionary(t => t.Name) : [];
        var answer = Answer.List(resources.Select(resource =>
            resource.ToJson(types.GetValueOrDefault(resource.Type, type), Metrics.OfResource(session, resource.Id), only)));
        return resources.Count < page.Limit ? answer
            : answer with { NextPage = request.NextPage(page, history ? $"{resources[^1].Id}@{resources[^1].Revision}" : resources[^1].Id) };
    }
}
