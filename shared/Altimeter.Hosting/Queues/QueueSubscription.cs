namespace Altimeter.Hosting.Queues;

/// <summary>One queue without order that is consumed, and by what.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Create">Connects its endpoint.</param>
internal sealed record QueueSubscription(string Queue, Func<IServiceProvider, IQueueEndpoint> Create)
{
    public static QueueSubscription Of<TMessage, TConsumer>(string queue)
        where TMessage : class
        where TConsumer : class, IBatchConsumer<TMessage> => new(queue, services => new QueueEndpoint<TMessage, TConsumer>(services, queue));
}
