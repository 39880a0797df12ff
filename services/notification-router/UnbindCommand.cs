using System.CommandLine;
using Altimeter.Hosting.CommandLine;
using Altimeter.Oslo.Transport;
using Microsoft.Extensions.Options;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.NotificationRouter;

/// <summary><c>unbind</c>: ends a trial beside Ceilometer, by removing the own queues on every broker of the notifications.</summary>
internal static class UnbindCommand
{
    public static Command Create(UseServices use)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be removed." };
        var force = new Option<bool>("--force") { Description = "Remove queues that are being consumed as well; a router in mode Own that still runs declares them again." };
        var command = new Command("unbind", "Remove the queues, and with them the bindings, that Oslo:QueueMode=Own has declared, and what waits in them.") { dryRun, force };
        command.SetAction((result, token) => use(
            result,
            async (services, inner) =>
            {
                await using var queues = new OwnQueues(services.GetRequiredService<IOptions<OsloOptions>>());
                return await RunAsync(queues, result.GetValue(dryRun), result.GetValue(force), inner);
            },
            token));
        return command;
    }

    // Looks everywhere before it removes anything: a refusal leaves all as it is. A broker that is away does not keep the others' queues.
    private static async Task<int> RunAsync(OwnQueues queues, bool dryRun, bool force, CancellationToken cancellationToken)
    {
        var found = new List<OwnQueue>();
        var code = ExitCode.Done;
        foreach (var broker in queues.Brokers)
            code = Math.Max(code, await TryAsync(broker, async () => found.AddRange(await queues.FindAsync(broker, cancellationToken)), cancellationToken));

        var consumed = force ? [] : found.Where(queue => queue.Consumers > 0).ToList();
        foreach (var queue in consumed) await Console.Error.WriteLineAsync($"error: {queue.Name} at {queue.Broker} has {Count(queue.Consumers, "consumer")}");
        if (consumed.Count > 0)
        {
            await Console.Error.WriteLineAsync("nothing is removed: stop the routers in mode Own first, or use --force");
            return ExitCode.WrongConfiguration;
        }

        foreach (var queue in found)
            code = Math.Max(code, await TryAsync(queue.Broker, () => RemoveAsync(queues, queue, dryRun, cancellationToken), cancellationToken));

        if (found.Count == 0 && code == ExitCode.Done) await Console.Error.WriteLineAsync($"no own queues at {string.Join(", ", queues.Brokers)}");
        return code;
    }

    private static async Task RemoveAsync(OwnQueues queues, OwnQueue queue, bool dryRun, CancellationToken cancellationToken)
    {
        var messages = dryRun ? queue.Messages : await queues.RemoveAsync(queue, cancellationToken);
        await Console.Out.WriteLineAsync($"{(dryRun ? "would remove" : "removed")} {queue.Name} at {queue.Broker} with {Count(messages, "message")}");
    }

    private static async Task<int> TryAsync(string broker, Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
            return ExitCode.Done;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is RabbitMQClientException or IOException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"error: {broker}: {BrokerFault.Describe(e)}");
            return e is OperationInterruptedException { ShutdownReason.ReplyCode: Constants.AccessRefused } ? ExitCode.WrongConfiguration : ExitCode.PeerUnreachable;
        }
    }

    private static string Count(long count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
