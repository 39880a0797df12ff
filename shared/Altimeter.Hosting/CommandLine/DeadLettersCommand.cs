using System.CommandLine;
using System.Runtime.InteropServices;
using Altimeter.Hosting.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client.Exceptions;

namespace Altimeter.Hosting.CommandLine;

/// <summary><c>dead-letters list|show|replay|drop</c>: what the service set aside; the same on the broker's queue and on the file.</summary>
internal static class DeadLettersCommand
{
    private const int ListLimit = 1000;

    public static Command Create(ServiceDescription service, UseServices use)
    {
        var command = new Command("dead-letters", "Look at what this service has set aside, send it back, or drop it.") { List(use), Show(use), Replay(use), Drop(use) };
        foreach (var verb in command.Subcommands)
        {
            foreach (var option in service.DeadLetterOptions) verb.Add(option);
        }

        return command;
    }

    private static Command List(UseServices use)
    {
        var json = Json();
        var command = new Command("list", "List letters, oldest first; nothing is taken out.") { json };
        var selection = new LetterSelectionOptions(command, ListLimit);
        command.SetAction((result, token) => RunAsync(use, result, (work, inner) => work.ListAsync(selection.Of(result), result.GetValue(json), inner), token));
        return command;
    }

    private static Command Show(UseServices use)
    {
        var id = new Argument<string>("ID") { Description = "Id of the letter." };
        var json = Json();
        var body = new Option<bool>("--body") { Description = "Write only its body, byte for byte." };
        var command = new Command("show", "Show one letter with its body; it stays where it is.") { id, json, body };
        command.SetAction((result, token) => RunAsync(use, result, (work, inner) => work.ShowAsync(result.GetValue(id)!, result.GetValue(json), result.GetValue(body), inner), token));
        return command;
    }

    private static Command Replay(UseServices use)
    {
        var json = Json();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be sent, and what Gnocchi would drop." };
        var command = new Command("replay", "Send letters back to where they came from; each is removed when the broker has confirmed that.") { json, dryRun };
        var selection = new LetterSelectionOptions(command, null);
        command.SetAction((result, token) => RunAsync(use, result, (work, inner) => work.ReplayAsync(selection.Of(result), result.GetValue(json), result.GetValue(dryRun), inner), token));
        return command;
    }

    private static Command Drop(UseServices use)
    {
        var json = Json();
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        var command = new Command("drop", "Remove letters for good; on a terminal it asks first.") { json, yes };
        var selection = new LetterSelectionOptions(command, null);
        command.SetAction((result, token) => RunAsync(use, result, (work, inner) => work.DropAsync(selection.Of(result), result.GetValue(json), result.GetValue(yes), inner), token));
        return command;
    }

    private static Option<bool> Json() => new("--json") { Description = "One JSON object a line." };

    private static Task<int> RunAsync(UseServices use, ParseResult result, Func<DeadLettersWork, CancellationToken, Task<int>> run, CancellationToken cancellationToken) => use(
        result,
        async (services, token) =>
        {
            // Ctrl+C ends the walk, and what was looked at is given back in its order.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(token);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
            var store = services.GetRequiredService<IDeadLetterStore>();
            try
            {
                return await run(new DeadLettersWork(store, services.GetRequiredService<IReplayAdvice>(), services.GetRequiredService<TimeProvider>(), Console.Out, Console.Error), end.Token);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("interrupted: what was not dealt with stays");
                return ExitCode.Incomplete;
            }
            catch (DeadLetterStoreException e)
            {
                await Console.Error.WriteLineAsync($"error: {e.Message}");
                return ExitCode.WrongConfiguration;
            }
            catch (Exception e) when (e is BrokerUnreachableException or OperationInterruptedException or IOException or TimeoutException)
            {
                await Console.Error.WriteLineAsync($"error: {store.Name}: {BrokerFault.Describe(e)}");
                return ExitCode.PeerUnreachable;
            }

            void Cancel(PosixSignalContext context)
            {
                context.Cancel = true;
                end.Cancel();
            }
        },
        cancellationToken);
}
