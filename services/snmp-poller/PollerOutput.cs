namespace Altimeter.SnmpPoller;

/// <summary>Where samples go.</summary>
public enum PollerOutput
{
    /// <summary>As <c>SamplesCollected</c> to the pipeline.</summary>
    Contracts,

    /// <summary>As raw oslo notifications <c>telemetry.polling</c>, which feed a real Ceilometer too.</summary>
    Notifications,
}
