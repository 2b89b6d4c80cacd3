using Aggregator.Configuration.Binding;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Configuration.Rules;

/// <summary>Whether a generator knows the product that is to fail.</summary>
internal static class BurstProblem
{
    private const int Shown = 5;

    /// <summary>What is wrong with a product's name, without a period at its end; null when it is one of the generator's.</summary>
    /// <param name="product">The name.</param>
    /// <param name="products">How many products the generator has.</param>
    public static string? Of(string product, int products)
    {
        if (GeneratedWorld.RankOf(product, products) is not null) return null;
        string[] names = [.. Enumerable.Range(0, products).Select(GeneratedWorld.Product)];
        return NearestName.Of(product, names) is { } nearest
            ? $"'{product}' is none of the generator's products; did you mean {nearest}?"
            : $"'{product}' is none of the generator's products; write one of {string.Join(", ", names.Take(Shown))}{(products > Shown ? " …" : "")}";
    }
}
