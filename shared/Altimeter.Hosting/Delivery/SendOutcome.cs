namespace Altimeter.Hosting.Delivery;

/// <summary>How one send ended.</summary>
public enum SendOutcome
{
    /// <summary>The broker has it.</summary>
    Confirmed,

    /// <summary>No queue takes it: it is missing or not bound.</summary>
    Returned,

    /// <summary>The broker refused it: the queue is full.</summary>
    Refused,

    /// <summary>No answer in time, or no connection.</summary>
    TimedOut,
}
