using MassTransit;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Makes the dead letter of a whole message: its body unchanged.</summary>
internal static class MessageLetter
{
    public static DeadLetter Of(ReceiveContext context, string queue, string reason, string text)
    {
        context.TryGetPayload<RabbitMqBasicConsumeContext>(out var amqp);
        return new DeadLetter
        {
            Kind = "message",
            Reason = reason,
            Text = text,
            Body = context.Body.GetBytes(),
            ContentType = context.ContentType?.ToString() ?? "application/octet-stream",
            SourceQueue = queue,
            Exchange = amqp?.Exchange,
            RoutingKey = amqp?.RoutingKey,
        };
    }
}
