using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards;

/// <summary>Addresses of panels of the shipped dashboards, for alerts.</summary>
internal static class PanelLinks
{
    /// <summary>
    /// The address of a panel, alone on the screen, with variables of its dashboard set: a path and a query, without a host.
    /// Values are written as they are, so that they can be templates.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such dashboard, panel or variable.</exception>
    public static string To(string uid, string panel, params IReadOnlyList<(string Variable, string Value)> variables)
    {
        var dashboard = DashboardCatalogue.All.FirstOrDefault(dashboard => Is(dashboard.Uid, uid))
            ?? throw new ArgumentException($"There is no dashboard {uid}.", nameof(uid));
        var id = dashboard.Panels.FirstOrDefault(known => Is(known.Key, panel))?.Id
            ?? throw new ArgumentException($"{uid} has no panel {panel}.", nameof(panel));
        var query = variables.Select(variable => $"&var-{NameOf(dashboard, variable.Variable)}={variable.Value}");
        return $"{Dashboard.PathOf(uid)}?viewPanel={id}{string.Concat(query)}";
    }

    private static string NameOf(Dashboard dashboard, string variable) => dashboard.Variables.Any(known => Is(known.Name, variable))
        ? variable
        : throw new ArgumentException($"{dashboard.Uid} has no variable {variable}.", nameof(variable));

    private static bool Is(string name, string wanted) => string.Equals(name, wanted, StringComparison.Ordinal);
}
