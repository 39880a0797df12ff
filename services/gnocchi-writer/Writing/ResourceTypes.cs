using Altimeter.OpenStack.Gnocchi;
using static Altimeter.OpenStack.Gnocchi.ResourceTypeAttribute;

namespace Altimeter.GnocchiWriter.Writing;

/// <summary>The resource types that Ceilometer's upgrade command makes (spec/gnocchi.md §4), as they are after all its steps.</summary>
public static class ResourceTypes
{
    private const int SwitchIdLength = 64;

    private static readonly ResourceTypeAttribute Uuid = new("uuid");
    private static readonly ResourceTypeAttribute RequiredUuid = new("uuid", Required: true);
    private static readonly ResourceTypeAttribute Date = new("datetime");
    private static readonly ResourceTypeAttribute PortNumber = new("number", Min: 0, Max: uint.MaxValue);
    private static readonly ResourceTypeAttribute Required = Text(required: true);
    private static readonly ResourceTypeAttribute Optional = Text();

    private static readonly Dictionary<string, ResourceType> Known = new[]
    {
        Make("image", ("name", Required), ("container_format", Required), ("disk_format", Required)),
        Make(
            "instance",
            ("flavor_id", Required), ("image_ref", Optional), ("host", Required), ("display_name", Required), ("server_group", Optional),
            ("flavor_name", Required),
            ("launched_at", Date), ("created_at", Date), ("deleted_at", Date), ("availability_zone", Optional)),
        Make("instance_disk", ("name", Required), ("instance_id", RequiredUuid)),
        Make("instance_network_interface", ("name", Required), ("instance_id", RequiredUuid)),
        Make("volume", ("display_name", Optional), ("volume_type", Optional), ("image_id", Uuid), ("instance_id", Uuid)),
        Make("swift_account"),
        Make("ceph_account"),
        Make("network"),
        Make("identity"),
        Make("ipmi"),
        Make("stack"),
        Make("host", ("host_name", Required)),
        Make("host_network_interface", ("host_name", Required), ("device_name", Optional)),
        Make("host_disk", ("host_name", Required), ("device_name", Optional)),
        Make("nova_compute", ("host_name", Required)),
        Make("manila_share", ("name", Optional), ("host", Required), ("protocol", Optional), ("availability_zone", Optional), ("status", Required)),
        Make("switch", ("controller", Required)),
        Make(
            "switch_port",
            ("switch", Text(required: true, SwitchIdLength)), ("port_number_on_switch", PortNumber), ("neutron_port_id", Optional), ("controller", Required)),
        Make("port", ("controller", Required)),
        Make("switch_table", ("switch", Text(required: true, SwitchIdLength)), ("controller", Required)),
        Make("volume_provider"),
        Make("volume_provider_pool", ("provider", Required)),
        Make("ipmi_sensor", ("node", Required)),
    }.ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<ResourceType> All => Known.Values;

    /// <summary>Finds one by name; null when it is not one of them.</summary>
    public static ResourceType? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>Tells whether an attribute is known to be text.</summary>
    public static bool IsText(string type, string attribute) =>
        Known.TryGetValue(type, out var known) && known.Attributes.TryGetValue(attribute, out var definition) && definition.Type == "string";

    private static ResourceType Make(string name, params (string Name, ResourceTypeAttribute Attribute)[] attributes) =>
        new(name, attributes.ToDictionary(item => item.Name, item => item.Attribute, StringComparer.Ordinal));
}
