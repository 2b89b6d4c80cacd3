using System.Diagnostics;
using Aggregator.Commands;
using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>The objects of each overlay, and whether they fit together.</summary>
public sealed class KubernetesTests
{
    private static readonly string[] Prometheus = ["job_name", "metrics_path", "scrape_interval", "scrape_timeout"];

    public static TheoryData<string> Overlays => [.. Directory.GetDirectories(DeployFiles.PathOf("kubernetes/overlays")).Select(folder => Path.GetFileName(folder))];

    [Fact]
    public void Every_file_belongs_to_a_kustomization()
    {
        var listed = Overlays.SelectMany(overlay => Kustomization.Read($"kubernetes/overlays/{(string)overlay.Data!}").Files);
        var there = Directory.GetFiles(DeployFiles.PathOf("kubernetes"), "*.yaml", SearchOption.AllDirectories);

        Assert.Empty(there.Except(listed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Selectors_find_the_pods_and_ports_are_theirs(string overlay)
    {
        var kustomization = Kustomization.Read($"kubernetes/overlays/{overlay}");
        var pods = kustomization.One("StatefulSet")["spec"];
        var labels = pods["template/metadata/labels"].Pairs;
        var port = Container(pods)["ports"].Items.Single()["name"].Text;

        Assert.Equal(labels, pods["selector/matchLabels"].Pairs);
        Assert.All(pods["template/spec/topologySpreadConstraints"].Items, spread => Assert.Equal(labels, spread["labelSelector/matchLabels"].Pairs));
        Assert.Equal(labels, kustomization.One("Service")["spec/selector"].Pairs);
        Assert.Equal(kustomization.One("Service")["metadata/name"].Text, pods["serviceName"].Text);
        Assert.Equal(labels, kustomization.One("NetworkPolicy")["spec/podSelector/matchLabels"].Pairs);
        Assert.All(kustomization.Of("PodDisruptionBudget"), budget => Assert.Equal(labels, budget["spec/selector/matchLabels"].Pairs));
        Assert.Equal(kustomization.One("Service")["metadata/labels"].Pairs, kustomization.One("ServiceMonitor")["spec/selector/matchLabels"].Pairs);
        Assert.Equal(port, kustomization.One("Service")["spec/ports"].Items.Single()["targetPort"].Text);
        Assert.Equal(port, kustomization.One("NetworkPolicy")["spec/ingress"].Items.Single()["ports"].Items.Single()["port"].Text);
        Assert.All((string[])["startupProbe", "livenessProbe", "readinessProbe"], probe => Assert.Equal(port, Container(pods)[probe]["httpGet/port"].Text));
        Assert.All(kustomization.One("ServiceMonitor")["spec/endpoints"].Items, endpoint => Assert.Equal(kustomization.One("Service")["spec/ports"].Items.Single()["name"].Text, endpoint["port"].Text));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Volumes_that_are_mounted_are_there_and_so_is_what_they_hold(string overlay)
    {
        var kustomization = Kustomization.Read($"kubernetes/overlays/{overlay}");
        var pods = kustomization.One("StatefulSet")["spec"];
        var volumes = pods["template/spec/volumes"].Items.Select(volume => volume["name"].Text).Concat(pods["volumeClaimTemplates"].Items.Select(claim => claim["metadata/name"].Text));

        Assert.Equal(volumes.Order(StringComparer.Ordinal), Container(pods)["volumeMounts"].Items.Select(mount => mount["name"].Text).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        var configMaps = pods["template/spec/volumes"].Items.Select(volume => volume["configMap/name"]).Concat(Container(pods)["envFrom"].Items.Select(from => from["configMapRef/name"]));
        Assert.Equal(kustomization.ConfigMaps.Keys.Order(StringComparer.Ordinal), configMaps.Where(name => name.IsThere).Select(name => name.Text).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void The_command_line_is_one_and_its_configuration_is_valid_with_the_pods_environment(string overlay)
    {
        var kustomization = Kustomization.Read($"kubernetes/overlays/{overlay}");
        var pods = kustomization.One("StatefulSet")["spec"];
        var arguments = Container(pods)["args"].Items.Select(word => word.Text).ToArray();
        var map = kustomization.ConfigMaps[pods["template/spec/volumes"].Items.Single(volume => volume["name"].Text is "config")["configMap/name"].Text];
        var environment = kustomization.ConfigMaps[Container(pods)["envFrom"].Items.Single()["configMapRef/name"].Text].Literals.ToDictionary(StringComparer.Ordinal);
        foreach (var variable in Container(pods)["env"].Items) environment[variable["name"].Text] = variable["value"].IsThere ? variable["value"].Text : "pod-0";

        Assert.Empty(AggregatorCommand.Create().Parse(arguments).Errors);
        var (purpose, file) = (arguments[0] is "central" ? ConfigurationPurpose.Central : ConfigurationPurpose.Regional, Path.GetFileName(arguments[^1]));
        var options = ShippedConfiguration.Read(map.Files.Single(path => string.Equals(Path.GetFileName(path), file, StringComparison.Ordinal)), purpose, environment);

        Assert.EndsWith(
            ":" + Container(pods)["ports"].Items.Single()["containerPort"].Text, purpose is ConfigurationPurpose.Central ? options.Central.Listen : options.Http.Listen, StringComparison.Ordinal);
        Assert.Contains(Container(pods)["volumeMounts"].Items, mount => string.Equals(mount["mountPath"].Text, options.DataDir, StringComparison.Ordinal));
        if (purpose is ConfigurationPurpose.Regional) Assert.Equal((overlay, "pod-0"), (options.Region, options.Worker));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pods_run_without_rights_and_the_image_is_that_of_the_overlay(string overlay)
    {
        var kustomization = Kustomization.Read($"kubernetes/overlays/{overlay}");
        var pod = kustomization.One("StatefulSet")["spec/template/spec"];
        var container = pod["containers"].Items.Single();

        Assert.Equal(("true", "1654", "RuntimeDefault"), (pod["securityContext/runAsNonRoot"].Text, pod["securityContext/runAsUser"].Text, pod["securityContext/seccompProfile/type"].Text));
        Assert.Equal(
            ("false", "true", "ALL"),
            (container["securityContext/allowPrivilegeEscalation"].Text, container["securityContext/readOnlyRootFilesystem"].Text, container["securityContext/capabilities/drop"].Items.Single().Text));
        Assert.Contains("USER 1654:1654", File.ReadAllText(DeployFiles.PathOf("Dockerfile")), StringComparison.Ordinal);
        Assert.Equal(kustomization.Image, container["image"].Text);
        // What the job itself takes for a stop is 30 s.
        Assert.InRange(int.Parse(pod["terminationGracePeriodSeconds"].Text, System.Globalization.CultureInfo.InvariantCulture), 31, 120);
    }

    [Fact]
    public void The_operator_scrapes_what_prometheus_yml_scrapes()
    {
        var jobs = DeployFiles.Yaml(DeployFiles.PathOf("central/prometheus/prometheus.yml"))[0]["scrape_configs"].Items
            .Select(job => string.Join(' ', Prometheus.Select(name => job[name].Text)));
        var endpoints = Overlays.Select(overlay => Kustomization.Read($"kubernetes/overlays/{(string)overlay.Data!}").One("ServiceMonitor"))
            .SelectMany(monitor => monitor["spec/endpoints"].Items)
            .Select(endpoint => string.Join(' ', endpoint["relabelings"].Items[0]["replacement"].Text, endpoint["path"].Text is "/metrics" ? "" : endpoint["path"].Text, endpoint["interval"].Text, endpoint["scrapeTimeout"].Text));

        Assert.Equal(jobs.Order(StringComparer.Ordinal), endpoints.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public void Pods_of_one_name_in_two_namespaces_are_two_instances(string overlay) => Assert.All(
        Kustomization.Read($"kubernetes/overlays/{overlay}").One("ServiceMonitor")["spec/endpoints"].Items,
        endpoint =>
        {
            var instance = endpoint["relabelings"].Items.Single(relabeling => relabeling["targetLabel"].Text is "instance");
            Assert.Equal(["__meta_kubernetes_namespace", "__meta_kubernetes_pod_name"], instance["sourceLabels"].Items.Select(label => label.Text), StringComparer.Ordinal);
            Assert.Equal("/", instance["separator"].Text);
        });

    [Fact]
    public void Rules_are_printed_for_the_operator_those_of_teams_too()
    {
        var team = Path.Combine(Directory.CreateTempSubdirectory("aggregator-rules-").FullName, "Ecs_2.yml");
        try
        {
            File.WriteAllText(team, "# A team's.\ngroups:\n  - name: ecs\n    rules: []\n");

            var rules = RulesOf(team);

            Assert.Equal(
                ["aggregator-pipeline", "aggregator-recording", "aggregator-service", "aggregator-team-ecs-2"],
                rules.Select(rule => rule["metadata/name"].Text).Order(StringComparer.Ordinal), StringComparer.Ordinal);
            Assert.All(rules, rule => Assert.NotEmpty(rule["spec/groups"].Items));
            Assert.Equal("ecs", rules[^1]["spec/groups"].Items.Single()["name"].Text);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(team)!, recursive: true);
        }
    }

    private static IReadOnlyList<YamlValue> RulesOf(string team)
    {
        using var run = Process.Start(new ProcessStartInfo(DeployFiles.PathOf("kubernetes/prometheus-rules.sh"), [team]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var printed = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        Assert.Equal(0, run.ExitCode);
        return DeployFiles.YamlOf(printed);
    }

    private static YamlValue Container(YamlValue pods) => pods["template/spec/containers"].Items.Single();
}
