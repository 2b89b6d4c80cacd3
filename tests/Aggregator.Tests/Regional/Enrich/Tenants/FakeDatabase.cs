using System.Collections.Concurrent;
using Aggregator.Core.Aggregation;
using Aggregator.Regional.Enrich.Tenants;
using Aggregator.Regional.Options;
using Aggregator.Tests.Regional.Files;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>A tenant table that answers, fails or hangs as told, and a cache in front of it, by a clock moved by hand.</summary>
internal sealed class FakeDatabase : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _answers = new(initialState: true);
    private volatile LookupFailedException? _failure;
    private int _failuresLeft;

    public FakeDatabase(TenantCacheOptions? options = null, TimeProvider? time = null)
    {
        // The budget is one that only a defect uses up.
        Cache = new TenantCache(options ?? new TenantCacheOptions { Budget = Limit }, Read, time ?? Time, Log);
    }

    public TenantCache Cache { get; }

    public ManualTime Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public ConcurrentDictionary<string, string> Levels { get; } = new(StringComparer.Ordinal);

    /// <summary>Every call, failed ones among them.</summary>
    public ConcurrentQueue<IReadOnlyList<string>> Calls { get; } = [];

    public bool Hangs
    {
        set
        {
            if (value) _answers.Reset();
            else _answers.Set();
        }
    }

    public void Fail(bool isTransient = false, int calls = int.MaxValue)
    {
        _failuresLeft = calls;
        _failure = new LookupFailedException("it is broken; mend it", isTransient);
    }

    public void Recover() => _failure = null;

    public Dictionary<string, TenantLevel> Flush(params IReadOnlyList<string> uids) => LevelsByUid.Of(Cache, uids);

    /// <summary>Waits until so many lookups are over.</summary>
    public void AwaitLookups(long count) => Await(() => Cache.Telemetry.Lookups.Count >= count);

    public static void Await(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Limit), "It did not come about.");

    public void Dispose()
    {
        Hangs = false;
        Cache.Dispose();
        _answers.Dispose();
    }

    private Dictionary<string, TenantLevel> Read(IReadOnlyList<string> uids)
    {
        Calls.Enqueue(uids);
        Assert.True(_answers.Wait(Limit));
        if (_failure is { } failure && Interlocked.Decrement(ref _failuresLeft) >= 0) throw failure;
        var known = uids.Where(Levels.ContainsKey);
        return known.ToDictionary(uid => uid, uid => TenantLevel.Known(Levels[uid]), StringComparer.Ordinal);
    }
}
