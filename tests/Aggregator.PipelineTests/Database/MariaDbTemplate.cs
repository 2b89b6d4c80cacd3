using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// A data directory as <c>mariadb-install-db</c> makes it, made once a test run and copied for every server: a copy takes a
/// tenth of the time.
/// </summary>
internal static class MariaDbTemplate
{
    /// <summary>What a server must be started with too: the size of a log is that of its data directory.</summary>
    public const string LogSize = "--innodb-log-file-size=8M";

    private static readonly Lazy<Task<TemporaryFolder>> Installed = new(InstallAsync);

    /// <summary>The right to be another user is root's; anybody else runs the server as himself.</summary>
    public static IReadOnlyList<string> UserArguments => Environment.IsPrivilegedProcess ? ["--user=root"] : [];

    /// <summary>Makes a data directory at <paramref name="path"/>, whose user root needs no password.</summary>
    public static async Task CopyToAsync(string path) =>
        await RunAsync("cp", ["-a", "--sparse=always", (await Installed.Value)["data"], path]);

    private static async Task<TemporaryFolder> InstallAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        await RunAsync(
            "mariadb-install-db",
            ["--no-defaults", $"--datadir={folder["data"]}", "--auth-root-authentication-method=normal", "--skip-test-db", LogSize, .. UserArguments]);
        return folder;
    }

    private static async Task RunAsync(string command, IReadOnlyList<string> arguments)
    {
        var (code, output) = await Tool.RunAsync(command, arguments);
        if (code != 0) throw new InvalidOperationException($"{command} failed:\n{output}");
    }
}
