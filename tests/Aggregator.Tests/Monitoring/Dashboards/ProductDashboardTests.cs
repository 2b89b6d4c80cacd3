using Aggregator.Monitoring.Dashboards;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>A team's own dashboard of its product.</summary>
public sealed class ProductDashboardTests
{
    private static readonly string[] Alike = ["a.b", "a-b", "a b", "a/b"];

    [Fact]
    public void It_has_the_panels_of_the_shipped_one_and_an_identity_of_its_own()
    {
        var (name, json) = DashboardCatalogue.OfProduct("ecs");
        var own = new DashboardFile(json);
        Assert.Equal(("aggregator-product-ecs.json", "aggregator-product-ecs", "ecs: gateway"), (name, own.Uid, (string)own.Root["title"]!));
        Assert.Equal(
            DashboardFile.Of("aggregator-product").Everything.Select(panel => panel.ToJsonString()), own.Everything.Select(panel => panel.ToJsonString()),
            StringComparer.Ordinal);
    }

    [Fact]
    public void Its_product_cannot_be_changed()
    {
        var product = new DashboardFile(DashboardCatalogue.OfProduct("ecs").Json).Variables["product"];
        Assert.Equal(("constant", "ecs", 2, true), ((string)product["type"]!, (string)product["query"]!, (int)product["hide"]!, (bool)product["skipUrlSync"]!));
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("a b")]
    [InlineData("产品")]
    [InlineData("a-product-with-a-name-that-is-far-too-long-for-grafana")]
    public void Whatever_its_name_Grafana_takes_the_identity(string product) =>
        Assert.Matches("^aggregator-product-[A-Za-z0-9_-]{1,21}$", ProductDashboard.Of(product).Uid);

    [Fact]
    public void No_two_products_share_a_dashboard() => Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
        Same(one.Get, other.Get) == Same(ProductDashboard.Of(one.Get).Uid, ProductDashboard.Of(other.Get).Uid)).QuickCheckThrowOnFailure();

    [Fact]
    public void Names_that_differ_in_what_Grafana_does_not_take_do_not_share_one() =>
        Assert.Distinct(Alike.Select(product => ProductDashboard.Of(product).Uid), StringComparer.Ordinal);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);
}
