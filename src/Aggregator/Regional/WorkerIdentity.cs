namespace Aggregator.Regional;

/// <summary>The names by which brokers know a worker: the same after every start, so that its successor fences it.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Worker">The worker's name in its region.</param>
/// <param name="Group">Consumer group of the region's workers.</param>
public sealed record WorkerIdentity(string Region, string Worker, string Group)
{
    /// <summary>What brokers log and meter it as.</summary>
    public string ClientId => $"aggregator-{Region}-{Worker}";

    /// <summary>Its membership in the group, which a restart takes up without a rebalance.</summary>
    public string InstanceId => $"{Region}-{Worker}";

    /// <summary>
    /// Its transactions. A producer that begins under this id ends what its predecessor left open; with another id at every
    /// start nobody would be fenced, and open transactions would hold readers up. A slash is in no name, so that no two workers
    /// of a cluster have the same.
    /// </summary>
    public string TransactionalId => $"aggregator-{Region}/{Worker}";
}
