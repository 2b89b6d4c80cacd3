using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Kafka.Chaos;

/// <summary>Three workers and a centre, and what is done to them. What happens follows from the seed, when it happens does not.</summary>
internal sealed class ChaosRun(TestBroker broker, RegionOnKafka region, int seed) : IAsyncDisposable
{
    private const int WorkerCount = 3;
    private const int KilledBySignal9 = 128 + 9;

    // Longer than the session timeout of 10 s, so that the partitions of a worker that is away move to the others.
    private static readonly TimeSpan LongAway = TimeSpan.FromSeconds(12);

    private static readonly ApiKey[] Disturbed =
    [
        ApiKey.Produce, ApiKey.InitProducerId, ApiKey.AddPartitionsToTxn, ApiKey.AddOffsetsToTxn, ApiKey.TxnOffsetCommit, ApiKey.EndTxn,
        ApiKey.JoinGroup, ApiKey.SyncGroup, ApiKey.Heartbeat, ApiKey.OffsetFetch,
    ];

    private readonly Random _random = new(seed);
    private readonly AggregatorProcess?[] _workers = new AggregatorProcess?[WorkerCount];
    private readonly List<string> _outputs = [];
    private readonly CancellationTokenSource _ended = new();
    private AggregatorProcess? _centre;
    private Task _scraping = Task.CompletedTask;
    private int _inTransaction, _atStartUp, _centreKills, _freezes, _brokerStops;

    /// <summary>The centre that runs now.</summary>
    public AggregatorProcess Centre => _centre ?? throw new InvalidOperationException("It is not running.");

    /// <summary>Processes killed.</summary>
    public int Kills { get; private set; }

    /// <summary>What was done, in words.</summary>
    public string Summary =>
        $"{Kills} kills ({_inTransaction} inside a transaction, {_atStartUp} at start-up, {_centreKills} of the centre), {_freezes} freezes, {_brokerStops} broker stops, {Rebuilds} sessions rebuilt";

    /// <summary>What the processes wrote, the last lines of each.</summary>
    public string Output => string.Join("\n----\n", _outputs.Concat(Running.Select(process => process.Output)).Select(LastLines));

    private IEnumerable<AggregatorProcess> Running => _workers.Append(_centre).OfType<AggregatorProcess>();

    private int Rebuilds => _outputs.Concat(Running.Select(process => process.Output)).Sum(text => text.Split("session ended").Length - 1);

    /// <summary>Starts everything, and the scraping.</summary>
    public void Start()
    {
        for (var i = 0; i < WorkerCount; i++) _workers[i] = StartWorker(i);
        _centre = region.StartCentre();
        _scraping = ScrapeAsync();
    }

    /// <summary>Requests of the job go wrong now and then, each in a way that brokers and networks have.</summary>
    public void AddFaults()
    {
        foreach (var api in Disturbed)
        {
            broker.Faults.Add(new Fault { Effect = FaultEffect.DropAfter, Probability = 0.006, Api = api, When = IsOfTheJob });
            broker.Faults.Add(new Fault { Effect = FaultEffect.DropBefore, Probability = 0.006, Api = api, When = IsOfTheJob });
            broker.Faults.Add(new Fault { Effect = FaultEffect.Handle, Probability = 0.02, Delay = TimeSpan.FromMilliseconds(50), Api = api, When = IsOfTheJob });
        }
        foreach (var api in (ApiKey[])[ApiKey.AddOffsetsToTxn, ApiKey.TxnOffsetCommit, ApiKey.EndTxn])
        {
            broker.Faults.Add(new Fault { Effect = FaultEffect.AnswerError, Error = ErrorCode.CoordinatorLoadInProgress, Probability = 0.01, Api = api });
        }
        broker.Faults.Add(new Fault { Effect = FaultEffect.AnswerError, Error = ErrorCode.IllegalGeneration, Probability = 0.01, Api = ApiKey.TxnOffsetCommit });
        broker.Faults.Add(new Fault { Effect = FaultEffect.DropAfter, Probability = 0.001, Api = ApiKey.Fetch });
    }

    /// <summary>Waits a moment, then lets something fail.</summary>
    public async Task DoSomethingAsync()
    {
        await Task.Delay(_random.Next(300, 2500));
        switch (_random.Next(10))
        {
            case < 3:
                await KillWorkerAsync(_random.Next(WorkerCount), _random.Next(4) == 0 ? LongAway : TimeSpan.Zero);
                break;
            case < 6:
                await KillInTransactionAsync(_random.Next(WorkerCount));
                break;
            case 6:
                await KillCentreAsync();
                break;
            case 7:
                await KillAtStartUpAsync(_random.Next(WorkerCount));
                break;
            case 8:
                await FreezeWorkerAsync(_random.Next(WorkerCount));
                break;
            default:
                await StopBrokerAsync();
                break;
        }
    }

    /// <summary>Nothing fails any more, and whoever calls goes on scraping.</summary>
    /// <exception cref="InvalidOperationException">A process had ended by itself: none may, whatever was done to it.</exception>
    public async Task SettleAsync()
    {
        broker.Faults.Clear();
        await _ended.CancelAsync();
        await _scraping;
        await Centre.AddressAsync();
        RequireRunning();
    }

    /// <exception cref="InvalidOperationException">As for <see cref="SettleAsync"/>.</exception>
    public void RequireRunning()
    {
        if (Running.FirstOrDefault(process => process.HasExited) is { } ended) throw new InvalidOperationException("It had ended by itself:\n" + ended.Output);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        foreach (var process in Running) await process.DisposeAsync();
        await _scraping;
        _ended.Dispose();
    }

    private static bool IsOfTheJob(RequestFacts request) => !string.Equals(request.ClientId, TopicTraffic.ClientId, StringComparison.Ordinal);

    private AggregatorProcess StartWorker(int worker) => region.StartWorker($"w{worker}");

    private async Task KillWorkerAsync(int worker, TimeSpan away)
    {
        await KillAsync(_workers[worker]!);
        await Task.Delay(away);
        _workers[worker] = StartWorker(worker);
    }

    /// <summary>Holds a worker's transaction open and kills it there: before its offsets, before its end, or after it.</summary>
    private async Task KillInTransactionAsync(int worker)
    {
        ApiKey[] moments = [ApiKey.TxnOffsetCommit, ApiKey.EndTxn, ApiKey.EndTxn];
        var moment = moments[_random.Next(moments.Length)];
        var fault = broker.Faults.Add(new Fault
        {
            Effect = _random.Next(2) == 0 ? FaultEffect.DropBefore : FaultEffect.DropAfter,
            Api = moment,
            Delay = TimeSpan.FromMilliseconds(200),
            When = request => request.Mentions($"{RegionOnKafka.Region}-w{worker}"),
            Times = 1,
        });
        if (await Task.WhenAny(fault.Acted, Task.Delay(TimeSpan.FromSeconds(20))) != fault.Acted)
        {
            broker.Faults.Remove(fault); // it has no partitions, or is away
            return;
        }
        _inTransaction++;
        await KillWorkerAsync(worker, TimeSpan.Zero);
    }

    private async Task KillAtStartUpAsync(int worker)
    {
        await KillWorkerAsync(worker, TimeSpan.Zero);
        await Task.Delay(_random.Next(1500));
        _atStartUp++;
        await KillWorkerAsync(worker, TimeSpan.Zero);
    }

    private async Task KillCentreAsync()
    {
        await KillAsync(Centre);
        _centreKills++;
        _centre = region.StartCentre();
    }

    /// <summary>It stands still until its partitions have moved, then goes on in the belief that they are its own.</summary>
    private async Task FreezeWorkerAsync(int worker)
    {
        _freezes++;
        await _workers[worker]!.FreezeAsync();
        await Task.Delay(_random.Next(2) == 0 ? LongAway : TimeSpan.FromSeconds(2));
        await _workers[worker]!.ThawAsync();
    }

    private async Task StopBrokerAsync()
    {
        _brokerStops++;
        broker.Stop();
        await Task.Delay(_random.Next(100, 3000));
        broker.Start();
    }

    private async Task KillAsync(AggregatorProcess process)
    {
        await process.KillAsync();
        Kills++;
        _outputs.Add(process.Output);
        if (await process.ExitAsync() != KilledBySignal9) throw new InvalidOperationException("It had ended by itself:\n" + process.Output);
        await process.DisposeAsync();
    }

    private async Task ScrapeAsync()
    {
        while (!_ended.IsCancellationRequested)
        {
            // A centre that is being killed refuses; the next one shows no less.
            if (_centre is { } centre && await AddressOrNullAsync(centre) is { } metrics) await region.TryScrapeAsync(metrics);
            await Task.Delay(100);
        }
    }

    private static async Task<Uri?> AddressOrNullAsync(AggregatorProcess centre)
    {
        try
        {
            return await centre.AddressAsync();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string LastLines(string text) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(15));
}
