using Aggregator.Central.Options;
using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Central.Topics.Kafka;

/// <summary>
/// Asks a region's brokers how many partitions the topic has and where they begin and end, on a thread of its own: the
/// questions wait for brokers that may be away for hours, and the merge thread must not.
/// </summary>
internal sealed partial class TopicWatch : IDisposable
{
    // An added partition is read, and lag is known, within this.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan IntervalWhileAway = TimeSpan.FromSeconds(1);

    // A stop waits for a question that is being asked.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(3);

    private readonly string _region;
    private readonly string _topic;
    private readonly IConsumer<Ignore, byte[]?> _consumer;
    private readonly IAdminClient _admin;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly AutoResetEvent _asked = new(false);
    private readonly Thread _thread;
    private long _questions;
    private volatile TopicFacts _facts = TopicFacts.None;
    private string? _told;
    private string? _toldSilent;

    /// <param name="region">The source region and its compact topic.</param>
    /// <param name="consumer">Is asked for offsets; must outlive the watch.</param>
    /// <param name="logger">Told when the brokers go and come back.</param>
    public TopicWatch(CentralRegionOptions region, IConsumer<Ignore, byte[]?> consumer, ILogger logger)
    {
        (_region, _topic, _consumer, _logger) = (region.Region, region.Kafka.Topic, consumer, logger);
        // A client of its own: one that shares the consumer's would take a core for as long as it lives. The consumer's log tells enough.
        _admin = new AdminClientBuilder(KafkaClients.AdminConfigOf(region.Kafka, KafkaTopicSource.Client)).LogTo(NullLogger.Instance).Open();
        _thread = new Thread(Run) { Name = $"topic watch {_region}", IsBackground = true };
    }

    /// <summary>What is known. Any thread.</summary>
    public TopicFacts Facts => _facts;

    /// <summary>Begins to ask, at once.</summary>
    public void Start() => _thread.Start();

    /// <summary>Asks again now; <see cref="TopicFacts.Answers"/> reaches the returned number with the answer.</summary>
    public long Ask()
    {
        var question = Interlocked.Increment(ref _questions);
        _asked.Set();
        return question;
    }

    /// <summary>Tells the thread to end, without waiting.</summary>
    public void BeginStop() => _stop.Cancel();

    /// <summary>Ends the thread; waits for an answer that is under way.</summary>
    public void Dispose()
    {
        BeginStop();
        if (_thread.IsAlive) _thread.Join();
        _admin.Dispose();
        _asked.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        WaitHandle[] wake = [_stop.Token.WaitHandle, _asked];
        while (!_stop.IsCancellationRequested)
        {
            var questions = Interlocked.Read(ref _questions);
            var facts = Find(questions);
            _facts = facts;
            WaitHandle.WaitAny(wake, facts.IsReachable && facts.Partitions > 0 ? Interval : IntervalWhileAway);
        }
    }

    private TopicFacts Find(long questions)
    {
        try
        {
            var partitions = Partitions();
            Tell(partitions == 0 ? "the topic is not there: let the regional job create it, or correct central.regions" : null);
            // What is new is read at once: partitions that give no answer are waited for, one after the other.
            if (partitions > _facts.Partitions) _facts = _facts with { IsReachable = true, Partitions = partitions };
            var ends = Ends(partitions);
            return _stop.IsCancellationRequested ? _facts : new TopicFacts(questions, IsReachable: true, partitions, ends);
        }
        catch (KafkaException e)
        {
            Tell(e.Error.Reason);
            return _facts with { IsReachable = false };
        }
    }

    /// <summary>The ends of all partitions but those that give no answer, such as one without a leader.</summary>
    /// <exception cref="KafkaException">The brokers went away meanwhile.</exception>
    private Dictionary<int, OffsetRange> Ends(int partitions)
    {
        var ends = new Dictionary<int, OffsetRange>(partitions);
        var silent = new List<int>();
        var reason = "";
        for (var partition = 0; partition < partitions && !_stop.IsCancellationRequested; partition++)
        {
            try
            {
                var offsets = _consumer.EdgesOf(new TopicPartition(_topic, partition), AnswerTime);
                ends.Add(partition, new OffsetRange(offsets.Low.Value, offsets.High.Value));
            }
            catch (KafkaException e)
            {
                // Throws when it is not the partition alone, before all others are waited for as well.
                Partitions();
                silent.Add(partition);
                reason = ReasonOf(e);
            }
        }
        if (!_stop.IsCancellationRequested) TellSilent(string.Join(", ", silent), reason);
        return ends;
    }

    // What is thrown for a partition has the reason in its results.
    private static string ReasonOf(KafkaException failure) =>
        failure is TopicPartitionOffsetException { Results: [{ Error: var error }, ..] } ? error.Reason : failure.Error.Reason;

    private int Partitions()
    {
        var count = _admin.PartitionsOf(_topic, AnswerTime, out var error);
        return !error.IsError || error.IsUnknown() ? count : throw new KafkaException(error);
    }

    /// <summary>Logs a problem once, and that it is over; the reasons of an outage change from question to question.</summary>
    private void Tell(string? problem)
    {
        if (problem is not null && _told is null) CannotBeRead(_logger, _region, problem);
        if (problem is null && _told is not null) CanBeRead(_logger, _region);
        _told = problem;
    }

    /// <summary>Logs which partitions give no answer when these change.</summary>
    private void TellSilent(string partitions, string reason)
    {
        if (partitions.Length == 0)
        {
            if (_toldSilent is not null) AllAnswer(_logger, _region);
            _toldSilent = null;
            return;
        }
        if (!string.Equals(partitions, _toldSilent, StringComparison.Ordinal)) GiveNoAnswer(_logger, partitions, _region, reason);
        _toldSilent = partitions;
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message =
        "Partition {Partitions} of the compact topic of region {Region} gives no answer: {Reason}. Other partitions are read, and this will be when it answers; check the brokers that hold it.")]
    private static partial void GiveNoAnswer(ILogger logger, string partitions, string region, string reason);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "All partitions of the compact topic of region {Region} answer again.")]
    private static partial void AllAnswer(ILogger logger, string region);

    [LoggerMessage(EventId = 3, Level = LogLevel.Warning, Message =
        "The compact topic of region {Region} cannot be read at present: {Problem}. The other regions go on, and this one will when its brokers answer; check that they run, and central.regions.")]
    private static partial void CannotBeRead(ILogger logger, string region, string problem);

    [LoggerMessage(EventId = 4, Level = LogLevel.Information, Message = "The compact topic of region {Region} can be read.")]
    private static partial void CanBeRead(ILogger logger, string region);
}
