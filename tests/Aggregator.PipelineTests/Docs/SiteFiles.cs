using Aggregator.PipelineTests.Database;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Docs;

/// <summary>
/// The files that documents name, in a folder where their commands run: configurations, tables, logs, and on the path an
/// <c>aggregator</c> and a <c>prometheus</c> which end by themselves where a reader would stop them.
/// </summary>
internal static class SiteFiles
{
    // What runs until it is stopped is given an end, and a listener that is free.
    private const string Command = """
        #!/usr/bin/env bash
        arguments=("$@")
        given() { [[ " ${arguments[*]} " == *" $1 "* ]]; }
        case ${1-} in
          standalone | regional | central)
            given --for || arguments+=(--for 4s)
            given --listen || arguments+=(--listen 127.0.0.1:0) ;;
          generate)
            if given --live && ! given --count; then arguments+=(--count 500); fi ;;
          inspect)
            if given --follow; then exec timeout --preserve-status --signal INT 5 dotnet "$AGGREGATOR" "${arguments[@]}"; fi ;;
        esac
        exec dotnet "$AGGREGATOR" "${arguments[@]}"
        """;

    private const string Prometheus = """
        #!/usr/bin/env bash
        exec timeout --preserve-status 5 /usr/bin/prometheus "$@" --web.listen-address=127.0.0.1:0
        """;

    private const string Run = """
        #!/usr/bin/env bash
        arguments=()
        while [ $# -gt 0 ]; do
          if [ "$1" = --for ]; then shift; else arguments+=("$1"); fi
          shift
        done
        exec "$REPOSITORY/run" "${arguments[@]}" --for 4s --listen 127.0.0.1:0
        """;

    /// <summary>Writes them all.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="bootstrap">The broker of the region.</param>
    /// <param name="database">Where <c>database.yaml</c> has its tables.</param>
    public static void Write(TemporaryFolder folder, string bootstrap, TestDatabase database)
    {
        foreach (var name in (string[])["samples", "bin"]) Directory.CreateDirectory(folder[name]);
        WriteProgram(Path.Combine(folder["bin"], "aggregator"), Command);
        WriteProgram(Path.Combine(folder["bin"], "prometheus"), Prometheus);
        WriteProgram(folder["run"], Run);
        foreach (var name in (string[])["artifacts", "bench", "eng", "deploy"]) Directory.CreateSymbolicLink(folder[name], Path.Combine(Repository.Root, name));
        foreach (var sample in Directory.GetFiles(Path.Combine(Repository.Root, "samples")))
        {
            File.Copy(sample, Path.Combine(folder["samples"], Path.GetFileName(sample)));
            File.Copy(sample, folder[Path.GetFileName(sample)]);
        }
        File.Copy(Repository.Sample("apache_access.log"), folder["access.log"]);
        File.WriteAllText(folder["dead.jsonl"], """{"time":"2026-01-15T13:37:20.000Z","source":"a/logs/0","position":7,"reason":"malformed/cut_off","log":"{\"Product\":"}""" + "\n");
        WriteConfigurations(folder, bootstrap, database);
    }

    private static void WriteConfigurations(TemporaryFolder folder, string bootstrap, TestDatabase database)
    {
        File.WriteAllText(folder["regional.yaml"], $$"""
            region: cn-hangzhou
            kafka: { bootstrap: "{{bootstrap}}" }
            sources: [{ kafka: { topic: gateway-logs, start: earliest } }]
            compact: { create: { partitions: 1, replication: 1 } }
            dead_letters: { topic: aggregator-dead-letters, create: { partitions: 1, replication: 1 } }
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv } }
            """);
        File.WriteAllText(folder["central.yaml"], $$"""
            dimensions: { apis: { csv: apis.csv } }
            central: { regions: [{ region: cn-hangzhou, kafka: { bootstrap: "{{bootstrap}}" } }] }
            """);
        File.WriteAllText(folder["database.yaml"], $$"""
            region: cn-hangzhou
            sources: [{ stdin: true }]
            dimensions:
              {{database.Section()}}
              clusters: { mysql: {} }
              tenants: { mysql: {} }
              apis: { mysql: {} }
            """);
    }

    private static void WriteProgram(string path, string text)
    {
        File.WriteAllText(path, text + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
