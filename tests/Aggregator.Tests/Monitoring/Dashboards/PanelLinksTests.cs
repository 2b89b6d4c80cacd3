using Aggregator.Monitoring.Dashboards;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

public sealed class PanelLinksTests
{
    [Fact]
    public void A_link_opens_one_panel_with_variables_set() => Assert.Equal(
        "/d/aggregator-product/product?viewPanel=7&var-product={{ $labels.product }}",
        PanelLinks.To("aggregator-product", "error-rate", ("product", "{{ $labels.product }}")));

    [Fact]
    public void A_link_without_variables_has_none() =>
        Assert.Equal("/d/aggregator-error-code/error-code?viewPanel=6", PanelLinks.To("aggregator-error-code", "error-codes"));

    [Theory]
    [InlineData("aggregator-nothing", "error-rate", "product")]
    [InlineData("aggregator-product", "nothing", "product")]
    [InlineData("aggregator-product", "error-rate", "uid")]
    public void A_link_to_what_is_not_there_is_refused(string uid, string panel, string variable) =>
        Assert.Throws<ArgumentException>(() => PanelLinks.To(uid, panel, (variable, "x")));

    [Fact]
    public void Panels_have_keys_of_their_own() =>
        Assert.All(DashboardCatalogue.All, dashboard => Assert.Distinct(dashboard.Panels.Select(panel => panel.Key), StringComparer.Ordinal));
}
