using System.CommandLine;
using System.Text.Json;
using Altimeter.Contracts;
using Altimeter.Contracts.V1;

namespace Altimeter.Hosting.CommandLine;

/// <summary><c>contracts [FILE]</c>: prints what a message body carries, one sample or event a line.</summary>
internal static class ContractsCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("FILE") { Arity = ArgumentArity.ZeroOrOne, Description = "Message body; standard input when left out." };
        var command = new Command("contracts", "Print the samples or events in a message body as JSON lines.") { file };
        command.SetAction((result, token) => RunAsync(result.GetValue(file), token));
        return command;
    }

    private static async Task<int> RunAsync(string? file, CancellationToken cancellationToken)
    {
        try
        {
            await using var input = file is null ? Console.OpenStandardInput() : File.OpenRead(file);
            using var body = await JsonDocument.ParseAsync(input, cancellationToken: cancellationToken);
            await using var output = Console.OpenStandardOutput();
            foreach (var line in Lines(body.RootElement))
            {
                await output.WriteAsync(line, cancellationToken);
                await output.WriteAsync("\n"u8.ToArray(), cancellationToken);
            }

            return ExitCode.Done;
        }
        catch (Exception e) when (e is JsonException or BlockFormatException or FormatException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"error: {file ?? "standard input"}: {e.Message}");
            return ExitCode.WrongConfiguration;
        }
    }

    private static IEnumerable<byte[]> Lines(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("message", out var message) || message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("block", out var block) || block.ValueKind != JsonValueKind.String)
        {
            throw new FormatException("no message body of ours: an object with message.block is expected");
        }

        var bytes = block.GetBytesFromBase64();
        return message.TryGetProperty("eventTypes", out _)
            ? EventBlock.Unpack(bytes).Select(EventJson.ToBytes)
            : SampleBlock.Unpack(bytes).Select(SampleJson.ToBytes);
    }
}
