using System.Text.RegularExpressions;
using Aggregator.Commands;
using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>What the image promises to those who run it.</summary>
public sealed partial class DockerfileTests
{
    private static readonly string Text = File.ReadAllText(DeployFiles.PathOf("Dockerfile"));

    [Fact]
    public void The_health_check_asks_where_a_job_in_the_image_listens()
    {
        var listen = Listen().Match(Text).Groups["address"].Value;
        var check = HealthCheck().Match(Text).Groups["arguments"].Value.Replace("\\\"$AGGREGATOR_LISTEN\\\"", listen, StringComparison.Ordinal);

        Assert.Empty(AggregatorCommand.Create().Parse(check.Split(' ')).Errors);
        Assert.EndsWith(" " + listen, check, StringComparison.Ordinal);
        Assert.True(ListenAddress.TryParse(listen, out var address));
        Assert.Contains($"\nEXPOSE {address.Port}\n", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_state_of_both_tiers_is_on_the_images_volume_and_its_users()
    {
        Assert.Contains("\nVOLUME /var/lib/aggregator\n", Text, StringComparison.Ordinal);
        Assert.Contains("install -d -o 1654 -g 1654 -m 750 /var/lib/aggregator", Text, StringComparison.Ordinal);
        Assert.All((string[])["regional/regional.yaml", "central/central.yaml"], file => Assert.Contains("data_dir: \"${STATE_DIRECTORY:-/var/lib/aggregator}\"", File.ReadAllText(DeployFiles.PathOf(file)), StringComparison.Ordinal));
    }

    [Fact]
    public void Both_stages_are_of_the_framework_that_is_built_for()
    {
        var images = From().Matches(Text).Select(match => match.Groups["image"].Value);

        Assert.Equal(["mcr.microsoft.com/dotnet/sdk:10.0-noble", "mcr.microsoft.com/dotnet/aspnet:10.0-noble"], images, StringComparer.Ordinal);
        Assert.Contains("<TargetFramework>net10.0</TargetFramework>", File.ReadAllText(Path.Combine(DeployFiles.Root, "Directory.Build.props")), StringComparison.Ordinal);
    }

    [GeneratedRegex("^ENV AGGREGATOR_LISTEN=(?<address>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Listen();

    [GeneratedRegex("exec aggregator (?<arguments>.*)\"\\]$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex HealthCheck();

    [GeneratedRegex("^FROM (?<image>\\S+)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex From();
}
