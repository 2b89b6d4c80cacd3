using Aggregator.Central.Rollup;
using Aggregator.Configuration.Binding;

namespace Aggregator.Configuration.Rules;

/// <summary>The central job: the listeners of both jobs, and the gauges that the central one shows.</summary>
internal static class CentralRules
{
    public static void Check(RuleContext context)
    {
        var central = context.Options.Central;
        CheckListener(context, "central.listen", central.Listen);
        CheckListener(context, "http.listen", context.Options.Http.Listen);
        CheckGauges(context, "product", central.Metrics.Product, GaugeNames.Product);
        CheckGauges(context, "api", central.Metrics.Api, GaugeNames.Api);
        CheckGauges(context, "error_code", central.Metrics.ErrorCode, GaugeNames.ErrorCode);
        CheckGauges(context, "tenant", central.Metrics.Tenant, GaugeNames.Tenant);
    }

    private static void CheckListener(RuleContext context, string path, string address)
    {
        if (ListenAddress.TryParse(address, out _)) return;
        context.Report(path, $"'{address}' is not host:port; write one such as 127.0.0.1:9464 or [::1]:9464");
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
