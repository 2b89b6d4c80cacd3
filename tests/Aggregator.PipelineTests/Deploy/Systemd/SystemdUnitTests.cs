using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>The units, judged by systemd's own tool.</summary>
[SupportedOSPlatform("linux")]
public sealed class SystemdUnitTests : IDisposable
{
    // Of 100: "OK", where an unhardened service has 96.
    private const string MostExposure = "20";

    private readonly Installation _installation = new();

    public void Dispose() => _installation.Dispose();

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_any_unit()
    {
        await _installation.InstallAsync();

        var (code, complaints) = await Tool.RunAsync("systemd-analyze", ["verify", "--man=no", .. _installation.Units]);

        Assert.Equal((0, ""), (code, complaints));
    }

    [Fact]
    public async Task Every_unit_may_touch_little()
    {
        await _installation.InstallAsync();
        foreach (var unit in _installation.Units)
        {
            var (code, output) = await Tool.RunAsync("systemd-analyze", "security", "--offline=true", $"--threshold={MostExposure}", "--no-pager", unit);
            Assert.True(code == 0, output);
        }
    }
}
