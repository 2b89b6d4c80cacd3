using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>Fetch: answers as soon as there are enough bytes or an error, else at the end of the client's patience.</summary>
internal sealed class FetchRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers => [new(ApiKey.Fetch, 4, 11, ApiHandler.NeverFlexible, FetchAsync)];

    private async ValueTask<bool> FetchAsync(Request request, ResponseWriter response)
    {
        var fetch = FetchQuery.Read(request);
        var deadlineMs = BrokerState.NowMs() + fetch.MaxWaitMs;
        while (true)
        {
            var leftMs = deadlineMs - BrokerState.NowMs();
            List<Task> changes;
            lock (state.Gate)
            {
                var answers = Answer(fetch, request.Forced);
                if (leftMs <= 0 || answers.Exists(a => a.Error != ErrorCode.None) || answers.Sum(a => a.Bytes) >= Math.Max(1, fetch.MinBytes))
                {
                    Write(fetch.Version, answers, response);
                    return true;
                }
                changes = [.. fetch.Partitions.Select(p => state.Topics.Find(p.Name)!.NextChange)];
            }
            using var noChange = new CancellationTokenSource();
            await Task.WhenAny([.. changes, Task.Delay((int)leftMs, noChange.Token)]);
            await noChange.CancelAsync();
        }
    }

    private static void Write(short version, List<FetchedPartition> partitions, ResponseWriter response)
    {
        response.Int32(0);
        if (version >= 7) response.Error(ErrorCode.None).Int32(0); // no fetch session
        var topics = partitions.GroupBy(p => p.Name.Topic, StringComparer.Ordinal).ToList();
        response.Array(topics, topic => response.Text(topic.Key).Array([.. topic], partition => partition.Write(response, version)));
    }

    private List<FetchedPartition> Answer(FetchQuery fetch, ErrorCode forced)
    {
        var left = (long)fetch.MaxBytes;
        var isFirst = true;
        return [.. fetch.Partitions.Select(query =>
        {
            var log = state.Topics.Find(query.Name);
            var refusal = forced != ErrorCode.None ? forced
                : log is null ? ErrorCode.UnknownTopicOrPartition
                : log.HasLeader ? ErrorCode.None : ErrorCode.NotLeaderOrFollower;
            var answer = refusal != ErrorCode.None
                ? FetchedPartition.Refused(query.Name, refusal)
                : FetchedPartition.From(log!, query.Offset, fetch.Committed, Math.Min(left, query.MaxBytes), evenTooLong: isFirst);
            left -= answer.Bytes;
            isFirst &= answer.Bytes == 0;
            return answer;
        })];
    }
}
