using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// The shipped configuration of Prometheus and Alertmanager, in a folder of a test's own. Nothing is changed but what a user
/// has to change: addresses of targets, of Alertmanager and of its receivers; and what a test names besides.
/// </summary>
internal static class ShippedConfiguration
{
    private const string Central = "127.0.0.1:9464";
    private const string Alertmanager = "127.0.0.1:9093";
    private const string Receivers = "127.0.0.1:9095";

    private static readonly string Source = Path.Combine(Repository.Root, "deploy", "central");

    /// <summary>Writes <c>alertmanager.yml</c>, all of whose receivers are one.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="receiver">Host and port that take what is sent.</param>
    /// <param name="change">What else is to be otherwise.</param>
    public static void WriteAlertmanager(string folder, string receiver, Func<string, string> change)
    {
        var text = File.ReadAllText(Path.Combine(Source, "alertmanager", "alertmanager.yml"));
        File.WriteAllText(Path.Combine(folder, "alertmanager.yml"), change(Replace(text, Receivers, receiver)));
    }

    /// <summary>Writes <c>prometheus.yml</c> and the rules beside it.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="central">Host and port of the central job, or of a standalone.</param>
    /// <param name="alertmanager">Host and port of Alertmanager.</param>
    /// <param name="regional">Hosts and ports of the regional jobs.</param>
    /// <param name="change">What else is to be otherwise, in each file.</param>
    public static void WritePrometheus(
        string folder, string central, string alertmanager, IReadOnlyList<string> regional, Func<string, string> change)
    {
        var text = File.ReadAllText(Path.Combine(Source, "prometheus", "prometheus.yml"));
        text = Replace(text, Central, central);
        text = Replace(text, Alertmanager, alertmanager);
        text = Replace(text, "targets: []", $"targets: [{string.Join(", ", regional.Select(target => $"'{target}'"))}]");
        File.WriteAllText(Path.Combine(folder, "prometheus.yml"), change(text));
        var rules = Directory.CreateDirectory(Path.Combine(folder, "rules"));
        foreach (var file in Directory.GetFiles(Path.Combine(Source, "prometheus", "rules"), "*.yml"))
        {
            File.WriteAllText(Path.Combine(rules.FullName, Path.GetFileName(file)), change(File.ReadAllText(file)));
        }
    }

    /// <summary>Adds rules of a test's own, where the shipped configuration looks for those of a team.</summary>
    /// <param name="folder">Where the configuration is.</param>
    /// <param name="rules">The file.</param>
    public static void AddTeam(string folder, string rules)
    {
        Directory.CreateDirectory(Path.Combine(folder, "teams"));
        File.WriteAllText(Path.Combine(folder, "teams", "test.yml"), rules);
    }

    /// <summary>A shipped rule file.</summary>
    public static string Rules(string name) => File.ReadAllText(Path.Combine(Source, "prometheus", "rules", name));

    private static string Replace(string text, string what, string with)
    {
        Assert.Contains(what, text, StringComparison.Ordinal);
        return text.Replace(what, with, StringComparison.Ordinal);
    }
}
