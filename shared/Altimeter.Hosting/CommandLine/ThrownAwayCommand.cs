using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Altimeter.Hosting.Configuration;
using Altimeter.Hosting.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Altimeter.Hosting.CommandLine;

/// <summary><c>thrown-away</c>: asks a running service what it threw away and set aside since its start.</summary>
internal static class ThrownAwayCommand
{
    private const long LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    public static Command Create(ServiceDescription service, UseServices use)
    {
        var json = new Option<bool>("--json") { Description = "The whole report as one line of JSON." };
        var url = new Option<string?>("--url") { Description = "Address of the running service (default: Http:Bind and Http:Port).", HelpName = "URL" };
        url.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                result.AddError($"--url is '{text}'; an address such as http://127.0.0.1:{service.DefaultPort} is expected");
        });
        var command = new Command("thrown-away", "Ask the running service what it threw away and set aside since its start.") { json, url };
        command.SetAction((result, token) => use(
            result,
            (services, inner) => RunAsync(AddressOf(result.GetValue(url), services.GetRequiredService<IOptions<HttpOptions>>().Value, service.DefaultPort), result.GetValue(json), inner),
            token));
        return command;
    }

    /// <summary>Where to ask; a service that listens on all addresses is asked on loopback.</summary>
    internal static Uri AddressOf(string? url, HttpOptions http, int defaultPort)
    {
        var host = http.Bind is "0.0.0.0" or "::" ? "127.0.0.1" : http.Bind;
        var root = url?.TrimEnd('/') ?? new UriBuilder(Uri.UriSchemeHttp, host, http.Port ?? defaultPort).Uri.ToString().TrimEnd('/');
        return new Uri(root + ThrownAwayEndpoint.Path);
    }

    private static async Task<int> RunAsync(Uri address, bool json, CancellationToken cancellationToken)
    {
        try
        {
            using var http = new HttpClient { Timeout = Limit, MaxResponseContentBufferSize = LargestAnswer };
            var report = ThrownAway.Read(await http.GetByteArrayAsync(address, cancellationToken));
            foreach (var line in json ? [JsonOf(report)] : TableOf(report)) await Console.Out.WriteLineAsync(line);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var problem = e is TaskCanceledException ? $"no answer within {Limit.TotalSeconds:0} s" : e.Message;
            await Console.Error.WriteLineAsync($"error: {address}: {problem}; is the service running there? --url names another address");
            return ExitCode.PeerUnreachable;
        }
    }

    private static string JsonOf(ThrownAway report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer)) report.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static IEnumerable<string> TableOf(ThrownAway report)
    {
        yield return $"{TextTable.Printable(report.Service)} since {report.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z: {report.Total} thrown away, {report.DeadLetters.Values.Sum()} set aside";
        List<string[]> rows = [];
        foreach (var (reason, names) in report.Reasons) rows.AddRange(names.Select(name => (string[])["thrown away", reason, Number(name.Value), name.Key]));
        rows.AddRange(report.DeadLetters.Select(reason => (string[])["set aside", reason.Key, Number(reason.Value), ""]));
        if (rows.Count == 0) yield break;
        yield return "";
        foreach (var line in TextTable.Lines([["WHAT", "REASON", "COUNT", "NAME"], .. rows], null)) yield return line;
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
}
