using System.Globalization;

namespace Aggregator.Benchmarks.CoreWork;

/// <summary><c>core-work --input F --dimensions D [--passes N] [--dump OUT] [--one-log-a-call]</c></summary>
internal static class CoreWorkArguments
{
    public static void Run(string[] args)
    {
        var passes = int.Parse(ValueOf("--passes") ?? "5", CultureInfo.InvariantCulture);
        var run = new CoreWorkRun(Required("--input"), Required("--dimensions"), args.Contains("--one-log-a-call", StringComparer.Ordinal));
        run.Run(passes, ValueOf("--dump"), Console.Out);

        string Required(string name) => ValueOf(name) ?? throw new ArgumentException($"core-work needs {name}.", nameof(args));

        string? ValueOf(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
