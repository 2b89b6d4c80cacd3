using System.Globalization;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary><c>fuzz [--format gateway-json|combined] [--cases N] [--seed S] [--from CASE]</c></summary>
internal static class FuzzArguments
{
    /// <summary>Runs the cases; the exit code is 1 when one of them is read differently.</summary>
    public static int Run(string[] args)
    {
        var (cases, seed, from) = (Number("--cases") ?? 1_000_000, Number("--seed") ?? 1, Number("--from") ?? 0);
        var format = FuzzFormat.Of(Value("--format") ?? FuzzFormat.GatewayJson.Name);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases:N0} cases of {format.Name}, seed {seed}, vectors of {Vectors()}"));
        if (FuzzRun.Run(format, cases, (ulong)seed, from, Console.Out).Failure is not { } failure) return 0;
        Console.Error.WriteLine(failure);
        return 1;

        string? Value(string name) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;

        long? Number(string name) => Value(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
    }

    /// <summary>The widest vectors that this process may use.</summary>
    public static string Vectors() =>
        Avx512Vbmi2.IsSupported ? "512 bits with VBMI2"
        : Vector512.IsHardwareAccelerated ? "512 bits"
        : Vector256.IsHardwareAccelerated ? "256 bits"
        : Vector128.IsHardwareAccelerated ? "128 bits" : "0 bits";
}
