using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Deploy.Systemd;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Aggregator.PipelineTests;

/// <summary>Runs the tests or, when the first argument says so, the test broker or a sandboxed service as a process of its own.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        if (arguments is ["broker", ..]) return BrokerProcess.RunAsync(arguments[1..]);
        if (arguments is [Sandbox.Word, ..]) return Task.FromResult(Sandbox.Run(arguments[1..]));
        // As xunit's own entry does: the testing platform asks with one of these.
        var isPlatform = arguments.Contains("--server", StringComparer.Ordinal) || arguments.Contains("--internal-msbuild-node", StringComparer.Ordinal);
        return isPlatform ? TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions) : ConsoleRunner.Run(arguments);
    }
}
