using System.ComponentModel.DataAnnotations;
using Altimeter.Definitions;
using Altimeter.Hosting;
using Altimeter.Hosting.CommandLine;
using Altimeter.Hosting.Configuration;
using Microsoft.Extensions.Options;
using Xunit;

namespace Altimeter.UnitTests.Hosting.CommandLine;

/// <summary>Grammar, streams and exit codes that every service shares. The console is one for the process, so these run one at a time.</summary>
[Collection("console")]
public sealed class AltimeterHostTests
{
    [Fact]
    public async Task Run_WrongKeysTypesAndSections_AreAllListedAndEndWith1()
    {
        var (code, errors) = await RunAsync("--Tst:Port=1", "--Test:Prot=1", "--Test:Port=many", "--Test:Wait=soon", "--Test:Mode=Sideways");

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("unknown section 'Tst' in --Tst:Port; did you mean 'Test'?", errors, StringComparison.Ordinal);
        Assert.Contains("unknown key 'Test:Prot'; did you mean 'Test:Port'?", errors, StringComparison.Ordinal);
        Assert.Contains("Test:Port is 'many'; a whole number is expected", errors, StringComparison.Ordinal);
        Assert.Contains("Test:Wait is 'soon'; a duration such as 00:01:00 is expected", errors, StringComparison.Ordinal);
        Assert.Contains("Test:Mode is 'Sideways'; Up or Down is expected", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ValuesOutOfRange_AreListedAndEndWith1()
    {
        var (code, errors) = await RunAsync("--Test:Port", "70000", "--RabbitMq:Url=http://user:hidden@h/");

        Assert.Equal(ExitCode.WrongConfiguration, code);
        Assert.Contains("Test:Port: must be between 0 and 65535", errors, StringComparison.Ordinal);
        Assert.Contains("RabbitMq:Url: scheme 'http' has no driver here", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_UnknownOptionOrVerb_EndsWith2AndSaysSo()
    {
        var (code, errors) = await RunAsync("--no-such-option");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--no-such-option", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, ExitCode.Done)]
    [InlineData(true, ExitCode.WrongConfiguration)]
    public async Task Validate_OnlyWarnings_IsRefusedOnlyWhenStrict(bool strict, int expected)
    {
        var (code, errors) = await RunAsync(strict ? ["--validate", "--strict"] : ["--validate"]);

        Assert.Equal(expected, code);
        Assert.Contains("warning: polling.yaml:7: sources[0]: unknown key", errors, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Errors)> RunAsync(params string[] args)
    {
        var before = Console.Error;
        var errors = new StringWriter();
        Console.SetError(errors);
        try
        {
            var code = await AltimeterHost.RunAsync(args, new ServiceDescription("test", "A service for tests.", 0) { DefaultConfigurationDirectory = null }, builder =>
            {
                builder.AddAltimeterOptions<TestOptions, TestOptionsValidator>("Test");
                builder.AddStartupCheck<Warns>();
                builder.AddAltimeterBus();
            });
            return (code, errors.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }

    private sealed class Warns : IStartupCheck
    {
        public IEnumerable<Problem> Check() => [new Problem(Severity.Warning, "polling.yaml", 7, "sources[0]", "unknown key")];
    }
}

internal sealed class TestOptions
{
    [Range(0, 65535)]
    public int Port { get; init; }

    public TimeSpan Wait { get; init; }

    public TestMode Mode { get; init; }
}

internal enum TestMode
{
    Up,
    Down,
}

[OptionsValidator]
internal sealed partial class TestOptionsValidator : IValidateOptions<TestOptions>;
