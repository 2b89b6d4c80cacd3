using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central;

public sealed class CentralEngineStateTests
{
    private static readonly CentralOptions Small = new()
    {
        Budgets = new BudgetOptions { Product = 4, Api = 6, ErrorCode = 5, Tenant = 8 },
        SeriesExpiry = TimeSpan.FromSeconds(40),
        CounterExpiry = TimeSpan.FromSeconds(90),
        GapGrace = TimeSpan.FromSeconds(15),
    };

    [Fact]
    public void Saving_and_loading_at_any_point_changes_nothing() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Gen.Choose(0, 59).ToArbitrary(), (seed, savedAt) =>
        {
            var (kept, restored) = (CentralWorld.NewEngine(Small), CentralWorld.NewEngine(Small));
            var steps = RandomSteps(seed);
            for (var i = 0; i < steps.Count; i++)
            {
                if (i == savedAt) restored = Restarted(restored);
                if (!string.Equals(Apply(kept, steps[i]), Apply(restored, steps[i]), StringComparison.Ordinal)) return false;
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Publications_repeated_without_a_snapshot_change_the_same_as_those_with_one() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Gen.Choose(1, 59).ToArbitrary(), (seed, restartAt) =>
        {
            var (kept, repeated) = (CentralWorld.NewEngine(Small), CentralWorld.NewEngine(Small));
            foreach (var (step, number) in RandomSteps(seed).Select((step, number) => (step, number)))
            {
                var published = Apply(kept, step);
                if (number >= restartAt)
                {
                    if (!string.Equals(published, Apply(repeated, step), StringComparison.Ordinal)) return false;
                    continue;
                }
                repeated.Merge(step.Flush, step.NowMs);
                repeated.RepeatPublication(step.NowMs);
            }
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_state_from_before_messages_were_passed_over_is_read()
    {
        const string region = "a-name-that-is-nowhere-else";
        var (engine, simulated) = (CentralWorld.NewEngine(Small), new RegionSimulator(region));
        simulated.Write(new SimulatedLog(CentralWorld.StartMs));
        engine.Merge(simulated.Flush(CentralWorld.StartMs), CentralWorld.StartMs);
        using var state = new MemoryStream();
        engine.Save(state);

        // The account's three newest totals were not there: the name stands before it, and once before in the flush guard.
        var bytes = state.ToArray().ToList();
        bytes[0] = 2;
        var name = System.Text.Encoding.UTF8.GetBytes(region);
        var guard = state.ToArray().AsSpan().IndexOf(name) + name.Length;
        var account = guard + state.ToArray().AsSpan(guard).IndexOf(name) + name.Length;
        bytes.RemoveRange(account + (12 * sizeof(long)), 3 * sizeof(long));

        var restored = CentralWorld.NewEngine(Small);
        restored.Load(new MemoryStream([.. bytes]));
        Assert.Equal(WithoutAges(engine.Publish(CentralWorld.StartMs)), WithoutAges(restored.Publish(CentralWorld.StartMs)));
    }

    [Fact]
    public void A_state_from_before_logs_had_ages_is_read()
    {
        var (engine, simulated) = (CentralWorld.NewEngine(Small), new RegionSimulator("a"));
        simulated.Write(new SimulatedLog(CentralWorld.StartMs));
        engine.Merge(simulated.Flush(CentralWorld.StartMs), CentralWorld.StartMs);
        engine.Publish(CentralWorld.StartMs);
        using var state = new MemoryStream();
        engine.Save(state);

        // Ages were added behind everything else: of one region, whose name is its length and a letter.
        const int ages = sizeof(int) + 2 + sizeof(int) + 13 * sizeof(long);
        var bytes = state.ToArray()[..^ages];
        bytes[0] = 3;

        var restored = CentralWorld.NewEngine(Small);
        restored.Load(new MemoryStream(bytes));
        Assert.Equal(WithoutAges(engine.Publish(CentralWorld.StartMs)), WithoutAges(restored.Publish(CentralWorld.StartMs)));
    }

    private static string WithoutAges(ExpositionSnapshot snapshot) => string.Join(
        '\n', Scrape.TextOf(snapshot).Split('\n').Where(line => !line.Contains("aggregator_central_log_age_seconds", StringComparison.Ordinal)));

    [Fact]
    public void A_state_of_another_window_size_is_refused()
    {
        using var state = new MemoryStream();
        CentralWorld.NewEngine(Small).Save(state);
        state.Position = 0;
        var other = new CentralEngine(Small, 5_000, (_, _, _) => null);
        Assert.Contains("windows.size", Assert.Throws<InvalidDataException>(() => other.Load(state)).Message, StringComparison.Ordinal);
    }

    private static CentralEngine Restarted(CentralEngine engine)
    {
        using var state = new MemoryStream();
        engine.Save(state);
        state.Position = 0;
        var restored = CentralWorld.NewEngine(Small);
        restored.Load(state);
        Assert.Equal(state.Length, state.Position);
        return restored;
    }

    private static string Apply(CentralEngine engine, (Flush Flush, long NowMs) step)
    {
        engine.Merge(step.Flush, step.NowMs);
        return Scrape.TextOf(engine.Publish(step.NowMs));
    }

    /// <summary>Merges of two regions with every kind of trouble: repeats, gaps, late logs, pauses, new partitions.</summary>
    private static List<(Flush Flush, long NowMs)> RandomSteps(int seed)
    {
        var random = new Random(seed);
        RegionSimulator[] regions = [new("a", partitions: 2), new("b")];
        var steps = new List<(Flush Flush, long NowMs)>();
        var nowMs = CentralWorld.StartMs;
        for (var i = 0; i < 60; i++)
        {
            nowMs += random.Next(10) == 0 ? 45_000 : random.Next(5_000);
            var region = regions[random.Next(2)];
            for (var k = random.Next(12); k > 0; k--) region.Write(RandomLog(random, nowMs), random.Next(region.PartitionCount));
            region.Own(0, random.Next(5) != 0);
            if (random.Next(30) == 0) region.AddPartition();
            var flush = region.Flush(nowMs);
            if (random.Next(10) == 0 && steps.Count > 0) flush = steps[random.Next(steps.Count)].Flush;
            if (random.Next(15) != 0) steps.Add((flush, nowMs));
        }
        return steps;
    }

    private static SimulatedLog RandomLog(Random random, long nowMs)
    {
        var ageMs = random.Next(20) == 0 ? random.Next(600_000) : random.Next(20_000);
        var levels = new[] { TenantLevel.None, TenantLevel.Unresolved, TenantLevel.Known("GC5"), TenantLevel.Known("GC6") };
        return new SimulatedLog(nowMs - ageMs)
        {
            Product = $"p{random.Next(3)}",
            Api = $"Api{random.Next(4)}",
            Uid = $"{random.Next(10)}",
            Level = levels[random.Next(levels.Length)],
            Code = random.Next(3) == 0 ? 503 : 200,
            ErrorCode = random.Next(4) == 0 ? $"Error{random.Next(3)}" : "",
            LatencyMs = random.Next(5) == 0 ? null : random.Next(3000),
        };
    }
}
