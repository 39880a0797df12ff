using System.Text.Json.Nodes;
using Altimeter.Standalone.Store.Model;
using Altimeter.Standalone.Store.Storage;

namespace Altimeter.Standalone.Store.Http;

/// <summary>Archive policies and their rules.</summary>
internal static class ArchivePolicyRoutes
{
    public static Answer List(StoreRequest request)
    {
        _ = request.User;
        return Answer.List(request.Store.Database.Read(ArchivePolicies.List).Select(policy => policy.ToJson()));
    }

    public static Answer Get(StoreRequest request)
    {
        _ = request.User;
        return Answer.Json(request.Store.Database.Read(session => Find(session, request)).ToJson());
    }

    public static async Task<Answer> AddAsync(StoreRequest request)
    {
        request.RequireAdmin();
        var policy = await request.ReadAsync(ArchivePolicy.Parse);
        await request.WriteAsync(session => { ArchivePolicies.Add(session, policy); return policy; });
        return Answer.Json(policy.ToJson(), 201) with { Location = "/v1/archive_policy/" + Uri.EscapeDataString(policy.Name) };
    }

    public static async Task<Answer> ChangeAsync(StoreRequest request)
    {
        request.RequireAdmin();
        using var json = await request.ReadAsync();
        var changed = await request.WriteAsync(session =>
        {
            var policy = Find(session, request).Change(new Body(json.RootElement));
            ArchivePolicies.Replace(session, policy);
            return policy;
        });
        return Answer.Json(changed.ToJson());
    }

    public static async Task<Answer> DeleteAsync(StoreRequest request)
    {
        request.RequireAdmin();
        return await request.WriteAsync(session =>
        {
            ArchivePolicies.Delete(session, request.Route("name"));
            return Answer.NoContent;
        });
    }

    public static Answer ListRules(StoreRequest request)
    {
        _ = request.User;
        return Answer.List(request.Store.Database.Read(ArchivePolicies.Rules));
    }

    public static Answer GetRule(StoreRequest request)
    {
        _ = request.User;
        JsonObject? rule = request.Store.Database.Read(ArchivePolicies.Rules).Find(rule => (string?)rule["name"] == request.Route("name"));
        return Answer.Json(rule ?? throw GnocchiFault.Missing("Archive policy rule", request.Route("name")));
    }

    public static async Task<Answer> AddRuleAsync(StoreRequest request)
    {
        request.RequireAdmin();
        var (name, pattern, policy) = await request.ReadAsync(body =>
        {
            var parts = body.Only("name", "metric_pattern", "archive_policy_name");
            return ((parts[0] ?? throw body.Required("name")).Text(), (parts[1] ?? throw body.Required("metric_pattern")).Text(),
                (parts[2] ?? throw body.Required("archive_policy_name")).Text());
        });
        var rule = await request.WriteAsync(session => ArchivePolicies.AddRule(session, name, pattern, policy));
        return Answer.Json(rule, 201) with { Location = "/v1/archive_policy_rule/" + Uri.EscapeDataString(name) };
    }

    public static async Task<Answer> DeleteRuleAsync(StoreRequest request)
    {
        request.RequireAdmin();
        return await request.WriteAsync(session =>
        {
            ArchivePolicies.DeleteRule(session, request.Route("name"));
            return Answer.NoContent;
        });
    }

    private static ArchivePolicy Find(Session session, StoreRequest request) =>
        ArchivePolicies.Find(session, request.Route("name")) ?? throw GnocchiFault.Missing("Archive policy", request.Route("name"));
}
