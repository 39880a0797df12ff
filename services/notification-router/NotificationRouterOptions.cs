using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Altimeter.NotificationRouter;

/// <summary>Settings of the router, section <c>NotificationRouter</c>.</summary>
public sealed class NotificationRouterOptions
{
    /// <summary>Source of samples that name none (sample_source). Default <c>openstack</c>.</summary>
    [Required]
    public string SampleSource { get; init; } = "openstack";

    /// <summary>Ids of settled notifications that are remembered, so that repeats are recognised. Default 100,000.</summary>
    [Range(0, 10_000_000)]
    public int RememberedIds { get; init; } = 100_000;
}

[OptionsValidator]
internal sealed partial class NotificationRouterOptionsValidator : IValidateOptions<NotificationRouterOptions>;
