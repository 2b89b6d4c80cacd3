using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary><c>fuzz [--cases N] [--seed S] [--from CASE]</c></summary>
internal static class FuzzArguments
{
    /// <summary>Runs the cases; the exit code is 1 when one of them is read differently.</summary>
    public static int Run(string[] args)
    {
        var (cases, seed, from) = (Value("--cases") ?? 1_000_000, Value("--seed") ?? 1, Value("--from") ?? 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases:N0} cases of seed {seed}, vectors of {Vectors()}"));
        if (FuzzRun.Run(cases, (ulong)seed, from, Console.Out).Failure is not { } failure) return 0;
        Console.Error.WriteLine(failure);
        return 1;

        long? Value(string name) =>
            Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The widest vectors that this process may use.</summary>
    public static string Vectors() =>
        Avx512Vbmi2.IsSupported ? "512 bits with VBMI2"
        : Vector512.IsHardwareAccelerated ? "512 bits"
        : Vector256.IsHardwareAccelerated ? "256 bits"
        : Vector128.IsHardwareAccelerated ? "128 bits" : "0 bits";
}
