using System.CommandLine;
using System.Globalization;
using Aggregator.Monitoring.Rules;

namespace Aggregator.Commands.Rules;

/// <summary>The thresholds of alerts on the command line. What is not given keeps its default.</summary>
internal sealed class ThresholdOptions
{
    private static readonly ServiceThresholds Defaults = ServiceThresholds.Default;

    private readonly Option<Threshold> _pageErrorRate = Share("--page-error-rate", "ErrorRateFastBurn: share of 5xx that pages, when it lasts for 30 s.", Defaults.PageErrorRate);
    private readonly Option<Threshold> _errorRate = Share("--error-rate", "HighErrorRate: share of 5xx in a minute, for 2 minutes.", Defaults.ErrorRate);
    private readonly Option<Threshold> _errorRise = Make("--error-rise", "ErrorRateAgainstHourAgo: how many times the share of 5xx of an hour ago.", "times", Number(Defaults.ErrorRise), ThresholdText.Factor);
    private readonly Option<Threshold> _slowShare = Share("--slow-share", "SlowApi: share of an API's requests that are slow.", Defaults.SlowShare);
    private readonly Option<Threshold> _unavailableShare = Share("--unavailable-share", "Http503Surge: share of an API's answers that are 503.", Defaults.UnavailableShare);
    private readonly Option<Threshold> _trafficDrop = Share("--traffic-drop", "TrafficDrop: share of the traffic of an hour ago that is missing.", Defaults.TrafficDrop);
    private readonly Option<Threshold> _limitedShare = Share("--limited-share", "KeyTenantThrottled: share of a key tenant's requests that are rate limited.", Defaults.LimitedShare);
    private readonly Option<string[]> _keyLevels = Levels();
    private readonly Option<Threshold> _minRate = Rate("--min-rate", "Requests a second of a product below which no share of them counts.", Defaults.MinRate);
    private readonly Option<Threshold> _apiMinRate = Rate("--api-min-rate", "The same of an API or a tenant.", Defaults.ApiMinRate);

    private IEnumerable<Option> All =>
        [_pageErrorRate, _errorRate, _errorRise, _slowShare, _unavailableShare, _trafficDrop, _limitedShare, _keyLevels, _minRate, _apiMinRate];

    public void AddTo(Command command)
    {
        foreach (var option in All) command.Options.Add(option);
    }

    /// <summary>The thresholds that are asked for.</summary>
    public ServiceThresholds Read(ParseResult parsed) => new()
    {
        PageErrorRate = Of(parsed, _pageErrorRate, Defaults.PageErrorRate),
        ErrorRate = Of(parsed, _errorRate, Defaults.ErrorRate),
        ErrorRise = Of(parsed, _errorRise, Defaults.ErrorRise),
        SlowShare = Of(parsed, _slowShare, Defaults.SlowShare),
        UnavailableShare = Of(parsed, _unavailableShare, Defaults.UnavailableShare),
        TrafficDrop = Of(parsed, _trafficDrop, Defaults.TrafficDrop),
        LimitedShare = Of(parsed, _limitedShare, Defaults.LimitedShare),
        KeyLevels = parsed.GetResult(_keyLevels) is null ? Defaults.KeyLevels : parsed.GetValue(_keyLevels)!,
        MinRate = Of(parsed, _minRate, Defaults.MinRate)!.Value,
        ApiMinRate = Of(parsed, _apiMinRate, Defaults.ApiMinRate)!.Value,
    };

    /// <summary>The option given, if any, that is about tenants.</summary>
    public string? OfTenants(ParseResult parsed) => First(parsed, [_limitedShare, _keyLevels]);

    /// <summary>The first option given, if any.</summary>
    public string? Given(ParseResult parsed) => First(parsed, All);

    private static string? First(ParseResult parsed, IEnumerable<Option> options) =>
        options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;

    private static double? Of(ParseResult parsed, Option<Threshold> option, double? byDefault) =>
        parsed.GetResult(option) is null ? byDefault : parsed.GetValue(option).Value;

    private static Option<Threshold> Share(string name, string description, double? byDefault) =>
        Make(name, description, "share", $"{Number(byDefault * 100)}%", ThresholdText.Share);

    private static Option<Threshold> Rate(string name, string description, double byDefault) =>
        Make(name, description, "requests/s", Number(byDefault), ThresholdText.Rate);

    private static Option<Threshold> Make(string name, string description, string kind, string byDefault, Func<string, (Threshold Value, string? Problem)> parse) => new(name)
    {
        Description = $"{description} [default: {byDefault}]",
        HelpName = kind,
        CustomParser = argument =>
        {
            var (value, problem) = parse(argument.Tokens[0].Value);
            if (problem is not null) argument.AddError($"{name}: '{argument.Tokens[0].Value}' {problem}.");
            return value;
        },
    };

    private static Option<string[]> Levels()
    {
        var option = new Option<string[]>("--key-levels")
        {
            Description = $"KeyTenantThrottled: levels of key tenants, separated by commas. [default: {string.Join(',', Defaults.KeyLevels)}]",
            HelpName = "levels",
            CustomParser = argument => argument.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries),
        };
        option.Validators.Add(given =>
        {
            if (given.Tokens.Count > 0 && given.Tokens[0].Value.Split(',').Any(level => level.Trim().Length == 0 || level.Any(char.IsControl)))
                given.AddError("--key-levels: a level is empty; write levels separated by commas, such as GC6,GC7.");
        });
        return option;
    }

    private static string Number(double? value) => value!.Value.ToString(CultureInfo.InvariantCulture);
}
