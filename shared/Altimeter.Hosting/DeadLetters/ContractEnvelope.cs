using MassTransit.Context;
using MassTransit.Serialization;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Writes a contract message as the bus does, without a bus: MassTransit's own JSON envelope.</summary>
internal static class ContractEnvelope
{
    /// <summary>Gives the body of a message; content type <c>application/vnd.masstransit+json</c>.</summary>
    public static byte[] Of<T>(T message, Guid id)
        where T : class =>
        SystemTextJsonMessageSerializer.Instance.GetMessageBody(new MessageSendContext<T>(message) { MessageId = id }).GetBytes();
}
