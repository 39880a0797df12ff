using System.Globalization;

namespace Altimeter.Oslo.Transport;

/// <summary>Options of oslo.messaging's group oslo_messaging_rabbit, as far as a transport URL may carry them.</summary>
internal static class TransportOptions
{
    private static readonly HashSet<string> Booleans = new(StringComparer.Ordinal)
    {
        "amqp_durable_queues", "amqp_auto_delete", "rabbit_quorum_queue", "rabbit_ha_queues", "ssl", "ssl_enforce_fips_mode", "ssl_enforce_hostname_verification",
        "heartbeat_in_pthread", "enable_cancel_on_failover", "direct_mandatory_flag", "use_queue_manager", "rabbit_stream_fanout", "rabbit_transient_quorum_queue",
    };

    private static readonly HashSet<string> Numbers = new(StringComparer.Ordinal)
    {
        "rabbit_qos_prefetch_count", "rabbit_quorum_delivery_limit", "rabbit_quroum_max_memory_length", "rabbit_quroum_max_memory_bytes",
        "rabbit_quorum_max_memory_length", "rabbit_quorum_max_memory_bytes", "rabbit_transient_queues_ttl", "heartbeat_timeout_threshold", "heartbeat_rate",
        "kombu_missing_consumer_retry_timeout", "rabbit_retry_interval", "rabbit_retry_backoff", "rabbit_interval_max", "rpc_conn_pool_size",
        "conn_pool_min_size", "conn_pool_ttl", "kombu_reconnect_splay",
    };

    private static readonly HashSet<string> Texts = new(StringComparer.Ordinal)
    {
        "ssl_version", "ssl_key_file", "ssl_cert_file", "ssl_ca_file", "kombu_compression", "kombu_failover_strategy", "kombu_reconnect_delay",
        "rabbit_login_method", "hostname", "processname", "rabbit_max_retries",
    };

    /// <summary>Says what is wrong with an option; null when all is well.</summary>
    public static string? Check(string name, string value)
    {
        if (Texts.Contains(name)) return null;
        if (Booleans.Contains(name))
        {
            return value.ToUpperInvariant() is "1" or "T" or "TRUE" or "ON" or "Y" or "YES" or "0" or "F" or "FALSE" or "OFF" or "N" or "NO"
                ? null
                : $"option {name} is '{value}'; true or false is expected";
        }

        if (!Numbers.Contains(name)) return $"option '{name}' is not one of oslo_messaging_rabbit";
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"option {name} is '{value}'; a whole number is expected";
    }

    /// <summary>oslo's lenient truth values.</summary>
    public static bool IsTrue(string value) => value.ToUpperInvariant() is "1" or "T" or "TRUE" or "ON" or "Y" or "YES";
}
