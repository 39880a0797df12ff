using Altimeter.Standalone.Store.Http;

namespace Altimeter.Standalone.Store;

/// <summary>The routes of Gnocchi's REST API that the embedded store answers; every other route is answered 501.</summary>
public static class StoreEndpoints
{
    /// <summary>Maps the routes onto the store, which must outlive them.</summary>
    public static IEndpointRouteBuilder MapMeasureStore(this IEndpointRouteBuilder endpoints, MeasureStore store)
    {
        void At(string method, string pattern, Func<StoreRequest, Task<Answer>> route) =>
            endpoints.MapMethods(pattern, [method], (HttpContext http) => Responder.RunAsync(http, store, route));
        void Read(string pattern, Func<StoreRequest, Answer> route) => At("GET", pattern, request => Task.FromResult(route(request)));

        Read("/", RootRoutes.Versions);
        Read("/v1", RootRoutes.Version);
        Read("/v1/capabilities", RootRoutes.Capabilities);
        Read("/v1/status", RootRoutes.Status);

        Read("/v1/archive_policy", ArchivePolicyRoutes.List);
        At("POST", "/v1/archive_policy", ArchivePolicyRoutes.AddAsync);
        Read("/v1/archive_policy/{name}", ArchivePolicyRoutes.Get);
        At("PATCH", "/v1/archive_policy/{name}", ArchivePolicyRoutes.ChangeAsync);
        At("DELETE", "/v1/archive_policy/{name}", ArchivePolicyRoutes.DeleteAsync);
        Read("/v1/archive_policy_rule", ArchivePolicyRoutes.ListRules);
        At("POST", "/v1/archive_policy_rule", ArchivePolicyRoutes.AddRuleAsync);
        Read("/v1/archive_policy_rule/{name}", ArchivePolicyRoutes.GetRule);
        At("DELETE", "/v1/archive_policy_rule/{name}", ArchivePolicyRoutes.DeleteRuleAsync);

        Read("/v1/resource_type", ResourceTypeRoutes.List);
        At("POST", "/v1/resource_type", ResourceTypeRoutes.AddAsync);
        Read("/v1/resource_type/{name}", ResourceTypeRoutes.Get);
        At("PATCH", "/v1/resource_type/{name}", ResourceTypeRoutes.ChangeAsync);
        At("DELETE", "/v1/resource_type/{name}", ResourceTypeRoutes.DeleteAsync);

        Read("/v1/resource", ResourceRoutes.Index);
        Read("/v1/resource/{type}", ResourceRoutes.List);
        At("POST", "/v1/resource/{type}", ResourceRoutes.AddAsync);
        At("DELETE", "/v1/resource/{type}", ResourceRoutes.DeleteManyAsync);
        Read("/v1/resource/{type}/{id}", ResourceRoutes.Get);
        At("PATCH", "/v1/resource/{type}/{id}", ResourceRoutes.ChangeAsync);
        At("DELETE", "/v1/resource/{type}/{id}", ResourceRoutes.DeleteAsync);
        Read("/v1/resource/{type}/{id}/history", ResourceRoutes.History);
        At("POST", "/v1/search/resource/{type}", ResourceRoutes.SearchAsync);

        Read("/v1/resource/{type}/{id}/metric", MetricRoutes.ListOfResource);
        At("POST", "/v1/resource/{type}/{id}/metric", MetricRoutes.AddToResourceAsync);
        Read("/v1/metric", MetricRoutes.List);
        At("POST", "/v1/metric", MetricRoutes.AddAsync);
        foreach (var metric in (ReadOnlySpan<string>)["/v1/metric/{metric}", "/v1/resource/{type}/{id}/metric/{metric}"])
        {
            Read(metric, MetricRoutes.Get);
            At("DELETE", metric, MetricRoutes.DeleteAsync);
            Read(metric + "/measures", MeasureRoutes.Get);
            At("POST", metric + "/measures", MeasureRoutes.AddAsync);
        }

        At("POST", "/v1/batch/metrics/measures", BatchRoutes.ByMetricAsync);
        At("POST", "/v1/batch/resources/metrics/measures", BatchRoutes.ByResourceAsync);

        endpoints.MapFallback("{**path}", (HttpContext http) => Responder.RunAsync(http, store, request =>
            throw new GnocchiFault(501, $"The embedded store has no route {http.Request.Method} {http.Request.Path}")));
        return endpoints;
    }
}
