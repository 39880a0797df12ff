using Refit;

namespace Altimeter.OpenStack.Gnocchi;

/// <summary>Gnocchi's REST API as far as Altimeter uses it. Turn a response into a value with <see cref="GnocchiAnswers"/>: statuses are values, transient failures exceptions.</summary>
/// <remarks>Path members are percent-encoded. Bodies are JSON, written by the caller; see <see cref="GnocchiBody"/>.</remarks>
public interface IGnocchiApi
{
    /// <summary>Build and versions of the server.</summary>
    [Get("/")]
    Task<IApiResponse<GnocchiInfo>> GetInfoAsync(CancellationToken cancellationToken);

    /// <summary>Creates an archive policy: 201, 409 when its name is taken, 403 without the right even then.</summary>
    [Post("/v1/archive_policy/")]
    Task<IApiResponse> CreateArchivePolicyAsync([Body] HttpContent policy, CancellationToken cancellationToken);

    /// <summary>One archive policy, 404 when there is none.</summary>
    [Get("/v1/archive_policy/{name}")]
    Task<IApiResponse<ArchivePolicy>> GetArchivePolicyAsync(string name, CancellationToken cancellationToken);

    /// <summary>One resource type, 404 when there is none.</summary>
    [Get("/v1/resource_type/{name}")]
    Task<IApiResponse<ResourceType>> GetResourceTypeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Creates a resource type: 201, 409 when its name is taken.</summary>
    [Post("/v1/resource_type/")]
    Task<IApiResponse> CreateResourceTypeAsync([Body] ResourceType resourceType, CancellationToken cancellationToken);

    /// <summary>Adds attributes to a resource type; the body is a JSON Patch with its own content type, see <see cref="GnocchiBody.OfPatch"/>.</summary>
    [Patch("/v1/resource_type/{name}")]
    Task<IApiResponse> UpdateResourceTypeAsync(string name, [Body] HttpContent patch, CancellationToken cancellationToken);

    /// <summary>Creates a resource: 201, 400 when the type refuses the attributes, 404 without the type, 409 when it exists.</summary>
    [Post("/v1/resource/{type}")]
    Task<IApiResponse> CreateResourceAsync(string type, [Body] HttpContent resource, CancellationToken cancellationToken);

    /// <summary>Changes attributes of a resource: 200, 404 when there is none of this type.</summary>
    [Patch("/v1/resource/{type}/{id}")]
    Task<IApiResponse> UpdateResourceAsync(string type, string id, [Body] HttpContent attributes, CancellationToken cancellationToken);

    /// <summary>The metrics of a resource, all of them in one page; the type <c>generic</c> finds any, 404 without the resource.</summary>
    [Get("/v1/resource/{type}/{id}/metric")]
    Task<IApiResponse<IReadOnlyList<GnocchiMetric>>> GetMetricsAsync(string type, string id, CancellationToken cancellationToken);

    /// <summary>One page of resources that match a filter (spec section 10).</summary>
    [Post("/v1/search/resource/{type}")]
    Task<IApiResponse<IReadOnlyList<GnocchiResource>>> SearchResourcesAsync(
        string type, [Body] HttpContent filter, [Query] int? limit, [Query] string? marker, CancellationToken cancellationToken);

    /// <summary>Posts measures by resource and metric name, creating missing metrics: 202, or 400 and nothing stored.</summary>
    [Post("/v1/batch/resources/metrics/measures?create_metrics=True")]
    Task<IApiResponse> PostMeasuresByNameAsync([Body] HttpContent measures, CancellationToken cancellationToken);

    /// <summary>Posts measures by metric id: 202, or 400 and nothing stored.</summary>
    [Post("/v1/batch/metrics/measures")]
    Task<IApiResponse> PostMeasuresByIdAsync([Body] HttpContent measures, CancellationToken cancellationToken);

    /// <summary>Aggregated measures of one metric of a resource, coarsest granularity first, then by time.</summary>
    [Get("/v1/resource/{type}/{id}/metric/{metric}/measures")]
    Task<IApiResponse<IReadOnlyList<StoredMeasure>>> GetMeasuresAsync(
        string type, string id, string metric, [Query] string? aggregation, [Query] string? granularity, [Query] bool? refresh, CancellationToken cancellationToken);

    /// <summary>How much is waiting to be processed.</summary>
    [Get("/v1/status?details=false")]
    Task<IApiResponse<GnocchiStatus>> GetStatusAsync(CancellationToken cancellationToken);
}
