using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>Installing, upgrading, going back and removing.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallScriptTests : IDisposable
{
    private readonly Installation _installation = new();

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task The_installed_command_runs_and_knows_its_units()
    {
        var said = await _installation.InstallAsync();

        var (code, version) = await Tool.RunAsync(_installation["usr/bin/aggregator"], "--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
        Assert.Contains("systemctl enable --now aggregator-standalone", said, StringComparison.Ordinal);
        Assert.Equal(
            ["aggregator-central.service", "aggregator-regional@.service", "aggregator-standalone.service"],
            _installation.Units.Select(Path.GetFileName).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task Below_destdir_everything_has_the_paths_that_it_will_have()
    {
        var (code, output) = await Installation.RunScriptAsync("--from", Installation.Built, "--destdir", _installation["root"], "--dotnet", "/usr/lib/dotnet/dotnet");

        Assert.True(code == 0, output);
        Assert.All(_installation.Files(), file => Assert.Matches("^root/(usr/local|etc)/", file));
        Assert.Contains("exec '/usr/lib/dotnet/dotnet' '/usr/local/lib/aggregator/aggregator.dll'", Read("root/usr/local/bin/aggregator"), StringComparison.Ordinal);
        Assert.Contains(
            "ExecStart=/usr/local/bin/aggregator central --config /etc/aggregator/central.yaml\n", Read("root/etc/systemd/system/aggregator-central.service"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_keeps_the_configuration_and_the_version_before_which_can_be_installed_again()
    {
        await _installation.InstallAsync();
        File.WriteAllText(_installation["usr/lib/aggregator/version-of-before"], "");
        File.AppendAllText(_installation.Configuration("central.yaml"), "# edited\n");
        File.WriteAllText(_installation.Configuration("regional-1.env"), "AGGREGATOR_LISTEN=127.0.0.1:9466\n");

        var said = await _installation.InstallAsync();

        Assert.EndsWith("# edited\n", File.ReadAllText(_installation.Configuration("central.yaml")), StringComparison.Ordinal);
        Assert.Contains($"Kept {_installation.Configuration("central.yaml")}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("# edited", File.ReadAllText(_installation.Configuration("central.yaml.new")), StringComparison.Ordinal);
        Assert.False(File.Exists(_installation.Configuration("regional.yaml.new")), "A file that nobody edited has nothing new.");
        Assert.True(File.Exists(_installation.Configuration("regional-1.env")));
        Assert.False(File.Exists(_installation["usr/lib/aggregator/version-of-before"]));

        await _installation.InstallAsync(from: _installation["usr/lib/aggregator.previous"]);

        Assert.True(File.Exists(_installation["usr/lib/aggregator/version-of-before"]));
    }

    [Fact]
    public async Task A_second_installation_of_the_same_changes_nothing()
    {
        await _installation.InstallAsync();
        var before = _installation.Files();

        await _installation.InstallAsync();

        Assert.Equal(before, _installation.Files().Where(file => !file.StartsWith("usr/lib/aggregator.previous/", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Removing_leaves_what_is_the_administrators_unless_that_is_to_go_too()
    {
        await _installation.InstallAsync();

        await _installation.UninstallAsync();

        Assert.All(_installation.Files(), file => Assert.StartsWith("etc/aggregator/", file, StringComparison.Ordinal));
        Assert.True(File.Exists(_installation.Configuration("standalone.yaml")));

        await _installation.UninstallAsync("--purge");

        Assert.Empty(_installation.Files());
    }

    [Theory]
    [InlineData("--colour", "unknown option --colour")]
    [InlineData("--prefix", "--prefix needs a value")]
    [InlineData("--prefix usr", "--prefix needs an absolute path without spaces, not 'usr'")]
    [InlineData("--from / --destdir /nowhere", "/ holds no aggregator.dll; it is no published folder")]
    [InlineData("--purge", "--purge goes with --uninstall")]
    public async Task Wrong_usage_is_refused_with_exit_code_2(string line, string problem)
    {
        var (code, output) = await Installation.RunScriptAsync(line.Split(' '));

        Assert.Equal(2, code);
        Assert.Equal($"install.sh: {problem}. See --help.\n", output);
    }

    private string Read(string path) => File.ReadAllText(_installation[path]);
}
