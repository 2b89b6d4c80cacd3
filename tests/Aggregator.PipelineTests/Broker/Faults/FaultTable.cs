using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Faults;

/// <summary>The faults in force, which may be changed while the broker runs, by any thread. The first that matches a request acts.</summary>
public sealed class FaultTable(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private readonly Random _random = new(seed);

    /// <summary>Puts a fault in force behind those that are; the same fault, to be looked at or removed.</summary>
    public Fault Add(Fault fault)
    {
        lock (_gate) _faults.Add(fault);
        return fault;
    }

    /// <summary>Closes the connection instead of handling a request.</summary>
    public Fault DropBefore(ApiKey api, int times = 1) => Add(new Fault { Effect = FaultEffect.DropBefore, Api = api, Times = times });

    /// <summary>Loses the answer to a request.</summary>
    public Fault DropAfter(ApiKey api, int times = 1) => Add(new Fault { Effect = FaultEffect.DropAfter, Api = api, Times = times });

    /// <summary>Answers an error instead of handling a request.</summary>
    public Fault Answer(ApiKey api, ErrorCode error, int times = 1) =>
        Add(new Fault { Effect = FaultEffect.AnswerError, Error = error, Api = api, Times = times });

    /// <summary>Makes every request of a kind, or of all kinds, wait.</summary>
    public Fault Delay(TimeSpan delay, ApiKey? api = null) => Add(new Fault { Effect = FaultEffect.Handle, Delay = delay, Api = api });

    public void Remove(Fault fault)
    {
        lock (_gate) _faults.Remove(fault);
    }

    /// <summary>The faults in force with an effect.</summary>
    public IReadOnlyList<Fault> Find(FaultEffect effect)
    {
        lock (_gate) return _faults.FindAll(f => f.Effect == effect);
    }

    /// <summary>From now on nothing goes wrong.</summary>
    public void Clear()
    {
        lock (_gate) _faults.Clear();
    }

    internal Fault? Decide(RequestFacts request)
    {
        lock (_gate)
        {
            var fault = _faults.Find(f => f.Matches(request) && (f.Probability >= 1 || _random.NextDouble() < f.Probability));
            fault?.Hit();
            return fault;
        }
    }
}
