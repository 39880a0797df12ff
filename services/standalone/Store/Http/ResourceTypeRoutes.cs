using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Resource types.</summary>
internal static class ResourceTypeRoutes
{
    public static Answer List(StoreRequest request)
    {
        _ = request.User;
        return Answer.List(request.Store.Database.Read(ResourceTypes.List).Select(type => type.ToJson()));
    }

    public static Answer Get(StoreRequest request)
    {
        _ = request.User;
        return Answer.Json(request.Store.Database.Read(session => ResourceTypes.Get(session, request.Route("name"))).ToJson());
    }

    public static async Task<Answer> AddAsync(StoreRequest request)
    {
        request.RequireAdmin();
        var type = await request.ReadAsync(body => ResourceType.Parse(body, request.Store.Time));
        await request.WriteAsync(session => { ResourceTypes.Add(session, type); return type; });
        return Answer.Json(type.ToJson(), 201) with { Location = "/v1/resource_type/" + Uri.EscapeDataString(type.Name) };
    }

    public static async Task<Answer> ChangeAsync(StoreRequest request)
    {
        request.RequireAdmin();
        using var json = await request.ReadAsync("application/json-patch+json");
        var changed = await request.WriteAsync(session =>
        {
            var (type, added, removed) = ResourceTypes.Get(session, request.Route("name")).Patch(new Body(json.RootElement), request.Store.Time);
            ResourceTypes.Replace(session, type, added, removed);
            return type;
        });
        return Answer.Json(changed.ToJson());
    }

    public static async Task<Answer> DeleteAsync(StoreRequest request)
    {
        request.RequireAdmin();
        return await request.WriteAsync(session =>
        {
            ResourceTypes.Delete(session, request.Route("name"));
            return Answer.NoContent;
        });
    }
}
