using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.Configuration;

/// <summary>The broker of the contracts, section <c>RabbitMq</c>.</summary>
public sealed class RabbitMqOptions
{
    /// <summary>Address: <c>amqp[s]://user:password@host:port/vhost</c>, or oslo's form with several hosts, <c>rabbit://u:p@h1:5672,u:p@h2:5672/vhost</c>.</summary>
    [Required]
    public string Url { get; init; } = "amqp://guest:guest@localhost:5672/";

    /// <summary>Deliveries that one lane holds at most. Default 40; with 500 samples each that bounds a lane to 20,000 samples.</summary>
    [Range(1, 1000)]
    public int LanePrefetch { get; init; } = 40;

    /// <summary>Messages that a consumer gets at once. Default 20.</summary>
    [Range(1, 200)]
    public int MessagesPerBatch { get; init; } = 20;

    /// <summary>Age of a lane's oldest unacknowledged message at which the lane gives all back and starts again from its head. Default 10 min; below the broker's consumer time-out (30 min), which it keeps from ending the channel.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:25:00")]
    public TimeSpan GiveBackAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Batches of one queue without order that are in work at once. Default 2; twice as many messages are held as they have.</summary>
    [Range(1, 20)]
    public int ConcurrentBatches { get; init; } = 2;

    /// <summary>Longest wait for a full batch, where order does not matter. Default 250 ms; far below the stop's 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan BatchTimeLimit { get; init; } = TimeSpan.FromMilliseconds(250);
}

[OptionsValidator]
internal sealed partial class RabbitMqOptionsValidator : IValidateOptions<RabbitMqOptions>;

internal sealed class RabbitMqUrlValidator : IValidateOptions<RabbitMqOptions>
{
    public ValidateOptionsResult Validate(string? name, RabbitMqOptions options) =>
        string.IsNullOrEmpty(options.Url) || BrokerAddress.TryParse(options.Url, out _, out var error)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"RabbitMq:Url: {error}");
}
