using System.Globalization;
using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>
/// Starts what an installed unit starts, as the service manager does as far as a test can: its command line word for word, in
/// its working and state directory, with its environment and no other, its system calls filtered, and as a user who may write
/// nothing but these and <c>/tmp</c>.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Service
{
    private readonly UnitFile _unit;
    private readonly string _instance;
    private readonly string _stateRoot;
    private readonly string _temporary;
    private readonly string _calls;

    /// <param name="installation">Where it is installed.</param>
    /// <param name="unit">The unit's name without its suffix; a template's ends with @.</param>
    /// <param name="instance">The instance of a template.</param>
    public Service(Installation installation, string unit, string instance = "")
    {
        (_unit, _instance) = (UnitFile.Read(installation.Unit(unit)), instance);
        _stateRoot = installation["state"];
        _temporary = installation[$"tmp-{unit}{instance}"];
        _calls = installation[$"{unit}{instance}.calls"];
    }

    /// <summary>Its state directory.</summary>
    public string State => Path.Combine(_stateRoot, Expand(_unit.One("StateDirectory")));

    /// <summary>What it left in <c>/tmp</c>, which is its own.</summary>
    public IEnumerable<string> TemporaryFiles => Directory.EnumerateFileSystemEntries(_temporary);

    /// <summary>The exit code after which it is not started again.</summary>
    public int CodeOfNoReturn => int.Parse(_unit.One("RestartPreventExitStatus"), CultureInfo.InvariantCulture);

    /// <summary>Starts it (again).</summary>
    public async Task<AggregatorProcess> StartAsync()
    {
        await OwnAsync(State, _unit.One("StateDirectoryMode"));
        await OwnAsync(_temporary, "0700");
        await File.WriteAllLinesAsync(_calls, await SystemCallFilter.AllowedAsync(_unit.All("SystemCallFilter")));
        return AggregatorProcess.StartCommand(
        [
            "dotnet", Path.Combine(AppContext.BaseDirectory, "Aggregator.PipelineTests.dll"), Sandbox.Word, Sandbox.Nobody, _calls,
            "env", $"--chdir={Expand(_unit.One("WorkingDirectory"))}", "--ignore-environment", .. Variables(), .. Expand(_unit.One("ExecStart")).Split(' '),
        ]);
    }

    private IEnumerable<string> Variables() =>
    [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/nonexistent",
        $"STATE_DIRECTORY={State}", $"TMPDIR={_temporary}",
        .. _unit.All("Environment").Select(Expand),
        .. _unit.All("EnvironmentFile").SelectMany(file => ReadVariables(Expand(file))),
    ];

    // A minus before the path: the file need not be there.
    private static IEnumerable<string> ReadVariables(string file) => File.Exists(file.TrimStart('-'))
        ? File.ReadAllLines(file.TrimStart('-')).Where(line => line.Length > 0 && line[0] != '#')
        : [];

    private string Expand(string value) => value
        .Replace("%i", _instance, StringComparison.Ordinal)
        .Replace("%H", Environment.MachineName, StringComparison.Ordinal)
        .Replace("%S", _stateRoot, StringComparison.Ordinal);

    private static async Task OwnAsync(string folder, string mode)
    {
        string[] owner = Environment.IsPrivilegedProcess ? ["-o", Sandbox.Nobody, "-g", Sandbox.Nobody] : [];
        var (code, output) = await Tool.RunAsync("install", ["-d", "-m", mode, .. owner, folder]);
        if (code != 0) throw new InvalidOperationException(output);
    }
}
