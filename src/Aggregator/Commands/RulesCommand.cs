using System.CommandLine;
using System.Text;
using Aggregator.Commands.Rules;
using Aggregator.Monitoring.Dashboards;
using Aggregator.Monitoring.Rules;

namespace Aggregator.Commands;

/// <summary><c>aggregator rules</c>: writes Prometheus rules, the shipped ones or a product's own.</summary>
internal sealed class RulesCommand
{
    private readonly Option<string?> _product = new("--product")
    {
        Description = "Write this product's own file, which takes the place of the shipped alerts on it. Without it: the alerts on all other products.",
        HelpName = "name",
    };
    private readonly Option<string?> _team = new("--team") { Description = "Label team of a product's alerts. [default: the product]", HelpName = "name" };
    private readonly Option<bool> _recording = new("--recording") { Description = "Write the recording rules that every file of alerts needs (rules/recording.yml)." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "The file to write. [default: standard output]", HelpName = "file" };
    private readonly Option<string?> _dashboard = new("--dashboard") { Description = "Write the product's own Grafana dashboard, too.", HelpName = "file" };
    private readonly ThresholdOptions _thresholds = new();

    public static Command Create() => new RulesCommand().Build();

    private CommandWithExamples Build()
    {
        var command = new CommandWithExamples(
            "rules",
            "Write alerts for Prometheus: the shipped ones with other thresholds, or a product's own. Shares are written as 1% or 0.01; off leaves an alert out.",
            ("aggregator rules --product ecs --error-rate 0.5% --output teams/ecs.yml", "a product that warns at half the usual share of errors"),
            ("aggregator rules --product ecs --output teams/ecs.yml --dashboard ecs.json", "its own dashboard, too: import it, or put it where Grafana looks for them"),
            ("aggregator rules --product ecs --team compute --traffic-drop off --slow-share 5%", "told to a team that has several products, without an alert on less traffic"),
            ("aggregator rules --min-rate 10 --key-levels GC7 --output rules/service.yml", "other thresholds for all other products"),
            ("promtool check rules teams/ecs.yml && curl -X POST http://127.0.0.1:9090/-/reload", "check a file, and load it into a Prometheus with --web.enable-lifecycle"))
        {
            _product, _team, _recording, _output, _dashboard,
        };
        _thresholds.AddTo(command);
        _product.Validators.Add(given => AddIfAny(given, RuleNames.Problem("--product", given.Tokens)));
        _team.Validators.Add(given => AddIfAny(given, RuleNames.Problem("--team", given.Tokens)));
        command.SetAction(Run);
        return command;

        static void AddIfAny(System.CommandLine.Parsing.OptionResult given, string? problem)
        {
            if (problem is not null) given.AddError(problem);
        }
    }

    private int Run(ParseResult parsed)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var thresholds = _thresholds.Read(parsed);
        string[] problems = [.. Problems(parsed, thresholds)];
        foreach (var problem in problems) error.WriteLine($"aggregator: {problem}");
        if (problems.Length > 0) return ExitCode.Usage;
        Write(parsed.GetValue(_output), RuleFileWriter.Write(FileOf(parsed, thresholds)), output);
        if (parsed.GetValue(_dashboard) is { } dashboard)
            Write(dashboard, DashboardCatalogue.OfProduct(parsed.GetValue(_product)!).Json, output);
        return ExitCode.Done;
    }

    private RuleFile FileOf(ParseResult parsed, ServiceThresholds thresholds)
    {
        if (parsed.GetValue(_recording)) return RuleCatalogue.Recording;
        return parsed.GetValue(_product) is { } product
            ? RuleCatalogue.OfProduct(product, parsed.GetValue(_team) ?? product, thresholds)
            : RuleCatalogue.Service(thresholds);
    }

    private IEnumerable<string> Problems(ParseResult parsed, ServiceThresholds thresholds)
    {
        var product = parsed.GetValue(_product);
        if (parsed.GetValue(_recording) && product is not null)
            yield return "--recording: the recording rules are the same for all products; leave --product out";
        if (parsed.GetValue(_recording) && _thresholds.Given(parsed) is { } threshold)
            yield return $"{threshold}: the recording rules have no thresholds; write it without --recording, into rules/service.yml";
        if (product is null && parsed.GetValue(_team) is not null)
            yield return "--team: is for one product's file; name it with --product";
        if (product is not null && _thresholds.OfTenants(parsed) is { } tenants)
            yield return $"{tenants}: tenants belong to no product; write it without --product, into rules/service.yml";
        if (product is null && parsed.GetValue(_dashboard) is not null)
            yield return "--dashboard: is one product's; name it with --product, or write the shipped ones with 'aggregator dashboards'";
        foreach (var problem in thresholds.Problems()) yield return problem;
        foreach (var problem in OutputFiles.Problems([], parsed.GetValue(_output), parsed.GetValue(_dashboard))) yield return problem;
    }

    private static void Write(string? path, string text, TextWriter output)
    {
        if (path is null) output.Write(text);
        else File.WriteAllText(path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
