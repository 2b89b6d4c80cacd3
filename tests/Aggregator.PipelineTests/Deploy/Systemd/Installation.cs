using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>What <c>deploy/systemd/install.sh</c> makes of the built command, in a folder of the test's own.</summary>
[SupportedOSPlatform("linux")]
internal sealed class Installation : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "deploy/systemd/install.sh");

    private readonly TemporaryFolder _folder = new();

    /// <summary>The command as it was built, in place of a published folder.</summary>
    public static string Built { get; } = Path.Combine(
        Repository.Root, "artifacts/bin/Aggregator", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)));

    /// <summary>A path in the folder: <c>usr</c> is the prefix, <c>etc</c> the configuration's, <c>state</c> is free for services.</summary>
    public string this[string path] => _folder[path];

    /// <summary>A file of the configuration.</summary>
    public string Configuration(string file) => _folder[$"etc/aggregator/{file}"];

    /// <summary>An installed unit.</summary>
    public string Unit(string name) => _folder[$"etc/systemd/system/{name}.service"];

    /// <summary>Every unit.</summary>
    public IReadOnlyList<string> Units => Directory.GetFiles(_folder["etc/systemd/system"]);

    /// <summary>Runs the script as it is called.</summary>
    public static Task<(int ExitCode, string Output)> RunScriptAsync(params IReadOnlyList<string> arguments) => Tool.RunAsync(Script, arguments);

    /// <summary>Installs, or upgrades; what the script says.</summary>
    public async Task<string> InstallAsync(string? from = null)
    {
        // Services run as another user, who must be able to come here.
        File.SetUnixFileMode(_folder.Path, File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        var (code, output) = await RunScriptAsync(["--from", from ?? Built, .. Places]);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Removes the installation.</summary>
    public async Task<string> UninstallAsync(params IReadOnlyList<string> more)
    {
        var (code, output) = await RunScriptAsync([.. Places, "--uninstall", .. more]);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>Every file and link below it, by its path in the folder.</summary>
    public SortedSet<string> Files() => new(
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file)), StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string[] Places => ["--prefix", _folder["usr"], "--etc", _folder["etc"]];
}
