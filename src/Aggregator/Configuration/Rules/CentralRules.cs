using Aggregator.Central.Rollup;
using Aggregator.Configuration.Binding;

namespace Aggregator.Configuration.Rules;

/// <summary>The central job: its listener, and the gauges it shows.</summary>
internal static class CentralRules
{
    public static void Check(RuleContext context)
    {
        var central = context.Options.Central;
        if (!ListenAddress.TryParse(central.Listen, out _))
        {
            context.Report("central.listen", $"'{central.Listen}' is not host:port; write one such as 127.0.0.1:9464 or [::1]:9464");
        }
        CheckGauges(context, "product", central.Metrics.Product, GaugeNames.Product);
        CheckGauges(context, "api", central.Metrics.Api, GaugeNames.Api);
        CheckGauges(context, "error_code", central.Metrics.ErrorCode, GaugeNames.ErrorCode);
        CheckGauges(context, "tenant", central.Metrics.Tenant, GaugeNames.Tenant);
    }

    private static void CheckGauges(RuleContext context, string name, IReadOnlyList<string> chosen, IReadOnlyList<string> known)
    {
        for (var i = 0; i < chosen.Count; i++)
        {
            var path = $"central.metrics.{name}[{i}]";
            if (!known.Contains(chosen[i], StringComparer.Ordinal))
            {
                var nearest = NearestName.Of(chosen[i], known) is { } meant ? $", did you mean {meant}?" : "";
                context.Report(path, $"'{chosen[i]}' is no gauge of this namespace{nearest}; write some of {string.Join(", ", known)}");
            }
            else if (chosen.Take(i).Contains(chosen[i], StringComparer.Ordinal))
            {
                context.Report(path, $"'{chosen[i]}' is listed twice; remove one");
            }
        }
    }
}
