namespace Altimeter.Oslo.Transport;

/// <summary>Ceilometer 19.0.0's defaults (spec/notifications.md B.2).</summary>
internal static class OsloDefaults
{
    public static IReadOnlyList<string> Exchanges { get; } =
    [
        "nova", "glance", "neutron", "cinder", "heat", "keystone", "sahara", "trove", "zaqar", "swift", "ceilometer", "magnum", "dns", "ironic", "aodh",
    ];

    public static IReadOnlyList<string> Topics { get; } = ["notifications"];
}
