using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Transactions;

/// <summary>The transaction coordinator: producers by transactional id. Guarded by the broker's lock.</summary>
internal sealed class TransactionTable(TimeSpan longestTimeout, Func<long> nowMs)
{
    private readonly Dictionary<string, Transaction> _transactions = new(StringComparer.Ordinal);
    private long _nextProducerId = 1000;

    /// <summary>An id for a producer that is idempotent only.</summary>
    public long NewProducerId() => _nextProducerId++;

    /// <summary>
    /// Makes the caller the one producer of a transactional id: former ones are fenced, their open transaction is aborted.
    /// A producer that only wants a new epoch names the one it has (<paramref name="producerId"/> is -1 otherwise).
    /// </summary>
    public ErrorCode Init(string transactionalId, int timeoutMs, long producerId, short epoch, out Transaction transaction)
    {
        if (!_transactions.TryGetValue(transactionalId, out transaction!))
        {
            _transactions[transactionalId] = transaction = new Transaction(NewProducerId(), nowMs);
        }
        if (timeoutMs <= 0 || timeoutMs > longestTimeout.TotalMilliseconds) return ErrorCode.InvalidTransactionTimeout;
        if (producerId >= 0 && (producerId != transaction.ProducerId || epoch != transaction.Epoch)) return ErrorCode.ProducerFenced;
        transaction.TimeoutMs = timeoutMs;
        transaction.BumpEpoch(NewProducerId);
        transaction.ForgetEnd();
        return ErrorCode.None;
    }

    /// <summary>Whether the caller is still the producer of its transactional id; <see cref="ErrorCode.ProducerFenced"/> when not.</summary>
    public ErrorCode Check(string transactionalId, long producerId, short epoch, out Transaction? transaction)
    {
        if (!_transactions.TryGetValue(transactionalId, out transaction) || transaction.ProducerId != producerId) return ErrorCode.InvalidProducerIdMapping;
        return transaction.Epoch == epoch ? ErrorCode.None : ErrorCode.ProducerFenced;
    }

    /// <summary>Aborts transactions that have been open for too long, and fences their producers.</summary>
    public void Tick()
    {
        foreach (var transaction in _transactions.Values.Where(t => t.IsOverdue)) transaction.BumpEpoch(NewProducerId);
    }

    /// <summary>Ends a transaction; an end that comes again is answered as the first time.</summary>
    public static ErrorCode End(Transaction transaction, bool commit)
    {
        if (!transaction.IsOpen) return transaction.Committed == commit ? ErrorCode.None : ErrorCode.InvalidTxnState;
        transaction.End(commit);
        return ErrorCode.None;
    }
}
