using Aggregator.Commands;
using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>What compose.yaml starts, as far as it can be told without starting it.</summary>
public sealed class ComposeTests
{
    private static readonly string Folder = DeployFiles.PathOf("compose");
    private static readonly YamlValue Compose = DeployFiles.Yaml(Path.Combine(Folder, "compose.yaml"))[0];

    public static TheoryData<string> Services => [.. Compose["services"].Entries.Keys];

    /// <summary>Those of our image.</summary>
    public static TheoryData<string> Ours => [.. Compose["services"].Entries.Where(IsOurs).Select(service => service.Key)];

    /// <summary>Those of our image that run a command of it, and no script.</summary>
    public static TheoryData<string> Commands => [.. Compose["services"].Entries.Where(service => IsOurs(service) && service.Value["command"].IsThere).Select(service => service.Key)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_jobs_configuration_is_valid_with_its_environment(string name)
    {
        var service = Compose["services"][name];
        var purpose = service["command"].Items[0].Text is "central" ? ConfigurationPurpose.Central : ConfigurationPurpose.Regional;
        var environment = service["environment"].Entries.ToDictionary(variable => variable.Key, variable => variable.Value.Text, StringComparer.Ordinal);

        var options = ShippedConfiguration.Read(HostPath(service, "/etc/aggregator/"), purpose, environment);

        var listen = purpose is ConfigurationPurpose.Central ? options.Central.Listen : options.Http.Listen;
        Assert.StartsWith("0.0.0.0:", listen, StringComparison.Ordinal);
        Assert.All(service["ports"].Items, port => Assert.EndsWith(listen[listen.LastIndexOf(':')..], port.Text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_jobs_command_line_is_one(string name)
    {
        var arguments = Compose["services"][name]["command"].Items.Select(word => word.Text).ToArray();

        Assert.Empty(AggregatorCommand.Create().Parse(arguments).Errors);
    }

    [Fact]
    public void The_tables_loader_fills_the_database_of_the_jobs_from_tables_that_are_there()
    {
        var script = Compose["services/tables/entrypoint"].Items[^1].Text.Split('\n').Select(line => line.Trim());
        var tables = script.Single(line => line.StartsWith("for table in ", StringComparison.Ordinal))["for table in ".Length..^"; do".Length].Split(' ');
        var line = script.Single(line => line.StartsWith("aggregator ", StringComparison.Ordinal))["aggregator ".Length..];

        foreach (var table in tables)
        {
            var arguments = line.Replace("/samples/$$table.csv", Path.Combine(DeployFiles.Root, "samples", table + ".csv"), StringComparison.Ordinal).Split(' ');
            Assert.True(File.Exists(arguments[2]), $"{arguments[2]} is not there.");
            Assert.Empty(AggregatorCommand.Create().Parse(arguments).Errors);
            Assert.Contains($"--database {Compose["services/mysql/environment/MYSQL_DATABASE"].Text} --user {Compose["services/mysql/environment/MYSQL_USER"].Text} ", line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_regions_have_topics_of_their_own_and_the_centre_reads_both()
    {
        string[] regions = ["cn-hangzhou", "cn-shanghai"];
        var own = regions.SelectMany(region => (string[])["LOG_TOPIC", "COMPACT_TOPIC", "DEAD_LETTER_TOPIC"], (region, topic) => Environment($"regional-{region}", topic)).ToList();

        Assert.Equal(6, own.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Environment("regional-cn-hangzhou", "COMPACT_TOPIC"), Environment("central", "CN_HANGZHOU_TOPIC"));
        Assert.Equal(Environment("regional-cn-shanghai", "COMPACT_TOPIC"), Environment("central", "CN_SHANGHAI_TOPIC"));
        foreach (var region in regions)
        {
            Assert.Equal(Environment($"regional-{region}", "LOG_TOPIC"), Environment($"topics-{region}", "LOG_TOPIC"));
            Assert.Equal(Environment($"regional-{region}", "LOG_TOPIC"), Environment($"traffic-{region}", "LOG_TOPIC"));
        }
    }

    [Fact]
    public void Prometheus_has_the_shipped_configuration_with_the_addresses_of_the_containers()
    {
        var prometheus = Compose["services/prometheus"];
        var script = prometheus["entrypoint"].Items[^1].Text.Replace("$$", "$", StringComparison.Ordinal);
        var sed = script[..script.IndexOf("/shipped/", StringComparison.Ordinal)];
        var shipped = HostPath(prometheus, "/shipped/");

        using var run = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", sed + shipped]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var configuration = run.StandardOutput.ReadToEnd();
        run.WaitForExit();

        var addresses = configuration.Split('\n').Where(line => line.Contains("- targets:", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct(StringComparer.Ordinal);
        Assert.Equal(
            ["- targets: ['alertmanager:9093']", "- targets: ['central:9464']", "- targets: ['regional-cn-hangzhou:9465', 'regional-cn-shanghai:9465']"],
            addresses, StringComparer.Ordinal);
    }

    [Fact]
    public void Prometheus_has_every_folder_of_rules_that_its_configuration_names()
    {
        var folders = DeployFiles.Yaml(DeployFiles.PathOf("central/prometheus/prometheus.yml"))[0]["rule_files"].Items.Select(file => Path.GetDirectoryName(file.Text)).Distinct(StringComparer.Ordinal);

        Assert.All(folders, folder => Assert.Contains($"../central/prometheus/{folder}:/etc/prometheus/{folder}:ro", Compose["services/prometheus/volumes"].Items.Select(volume => volume.Text), StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Nothing_listens_outside_of_this_machine(string name) =>
        Assert.All(Compose["services"][name]["ports"].Items, port => Assert.StartsWith("127.0.0.1:", port.Text, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Services))]
    public void Whatever_it_mounts_waits_for_or_has_as_a_secret_is_there(string name)
    {
        var service = Compose["services"][name];
        Assert.All(Sources(service).Where(source => source.StartsWith('.')), source => Assert.True(Path.Exists(Path.Combine(Folder, source)), $"{source} is not there."));
        Assert.All(Sources(service).Where(source => !source.StartsWith('.')), volume => Assert.True(Compose["volumes"][volume].IsThere, $"{volume} is no volume."));
        Assert.All(service["depends_on"].Entries, other => Assert.True(Compose["services"][other.Key].IsThere, $"{other.Key} is no service."));
        Assert.All(service["depends_on"].Entries.Where(other => other.Value["condition"].Text is "service_healthy"), other => AssertHasHealthCheck(other.Key));
        Assert.All(service["secrets"].Items, secret => Assert.True(Compose["secrets"][secret["source"].IsThere ? secret["source"].Text : secret.Text].IsThere));
    }

    [Theory]
    [MemberData(nameof(Ours))]
    public void A_job_may_write_nothing_but_its_volume_and_has_no_rights(string name)
    {
        var service = Compose["services"][name];
        Assert.Equal(("true", "ALL", "no-new-privileges:true"), (service["read_only"].Text, service["cap_drop"].Items[0].Text, service["security_opt"].Items[0].Text));
    }

    [Fact]
    public void Every_image_has_a_version() => Assert.All(
        Compose["services"].Entries.Where(service => !IsOurs(service)), service => Assert.Matches(":v?[0-9]+[.][0-9]", service.Value["image"].Text));

    // The jobs' image asks how they are by itself.
    private static void AssertHasHealthCheck(string service) => Assert.True(
        Compose["services"][service]["healthcheck/test"].IsThere || (Compose["services"][service]["build"].IsThere && !Compose["services"][service]["healthcheck"].IsThere),
        $"{service} is waited for, and says nothing.");

    private static bool IsOurs(KeyValuePair<string, YamlValue> service) => service.Value["build"].IsThere;

    private static string Environment(string service, string variable) => Compose["services"][service]["environment"][variable].Text;

    private static IEnumerable<string> Sources(YamlValue service) => service["volumes"].Items.Select(volume => volume.Text.Split(':')[0]);

    private static string HostPath(YamlValue service, string folder) =>
        Path.Combine(Folder, service["volumes"].Items.Select(volume => volume.Text.Split(':')).First(parts => parts[1].StartsWith(folder, StringComparison.Ordinal))[0]);
}
