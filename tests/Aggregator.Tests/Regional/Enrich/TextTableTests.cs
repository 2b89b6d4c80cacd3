using System.Text;
using Aggregator.Regional.Enrich;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich;

public sealed class TextTableTests
{
    [Fact]
    public void Agrees_with_a_dictionary()
    {
        var texts = Gen.Elements("", "a", "b", "ab", "10.0.0.1", "10.0.0.10", "网", new string('x', 100)).ListOf().Select(string.Concat);
        var rows = (from text in texts from number in Gen.Choose(0, 9) select (Text: text, Number: number)).ListOf();
        Prop.ForAll(rows.ToArbitrary(), Gen.Choose(0, 40).ToArbitrary(), (list, expected) =>
        {
            var table = new TextTable(expected);
            var oracle = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (text, number) in list)
            {
                Assert.Equal(!oracle.ContainsKey(text), table.Set(Encoding.UTF8.GetBytes(text), number));
                oracle[text] = number;
                Assert.Equal(oracle.Count, table.Count);
            }
            Assert.All(oracle, row => Assert.Equal(row.Value, table.Find(Encoding.UTF8.GetBytes(row.Key))));
            Assert.Equal(TextTable.None, table.Find("not there"u8));
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Grows_far_past_what_was_expected()
    {
        var table = new TextTable(0);
        for (var i = 0; i < 100_000; i++) Assert.True(table.Set(BitConverter.GetBytes(i), i));
        for (var i = 0; i < 100_000; i++) Assert.Equal(i, table.Find(BitConverter.GetBytes(i)));
        Assert.Equal(TextTable.None, table.Find(BitConverter.GetBytes(100_000)));
    }
}
