using MassTransit;

namespace Altimeter.Hosting.DeadLetters;

/// <summary>Stands in for MassTransit's error pipe: what cannot be read or worked on is set aside, there is no <c>_error</c> queue.</summary>
internal sealed class SetAsideFaulted(IDeadLetters deadLetters, string queue) : IFilter<ExceptionReceiveContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("setAside");

    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        var error = context.Exception.GetBaseException();
        await deadLetters.SetAsideAsync(MessageLetter.Of(context, queue, "unreadable", $"{error.GetType().Name}: {error.Message}"), context.CancellationToken);
        await context.NotifyFaulted(context.Exception); // else the skipped pipe would set it aside a second time
    }
}

/// <summary>Stands in for MassTransit's skipped pipe: a message type that nobody consumes is set aside, there is no <c>_skipped</c> queue.</summary>
internal sealed class SetAsideSkipped(IDeadLetters deadLetters, string queue) : IFilter<ReceiveContext>
{
    public void Probe(ProbeContext context) => context.CreateFilterScope("setAside");

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        deadLetters.SetAsideAsync(MessageLetter.Of(context, queue, "unknown-type", "no consumer for this message type"), context.CancellationToken);
}
