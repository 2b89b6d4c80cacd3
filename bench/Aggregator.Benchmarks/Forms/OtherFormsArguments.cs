using System.Globalization;

namespace Aggregator.Benchmarks.Forms;

/// <summary><c>other-forms INPUT OUTPUT</c></summary>
internal static class OtherFormsArguments
{
    private const ulong Seed = 42;
    private const double DamagedShare = 0.01;

    /// <summary>Rewrites a file of logs, and tells as core-work does why each damaged line must be malformed.</summary>
    public static void Run(string input, string output, TextWriter told)
    {
        var forms = new OtherForms(Seed, DamagedShare);
        forms.Write(input, output);
        foreach (var (reason, count) in forms.Damaged.OrderBy(damaged => damaged.Key, StringComparer.Ordinal))
            told.WriteLine(string.Create(CultureInfo.InvariantCulture, $"malformed {reason} {count}"));
    }
}
