using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>A partition while this worker reads it. The pipeline's thread only.</summary>
internal sealed class AssignedPartition(TopicPartition id, SourceTopic topic, SourcePartition progress)
{
    private const long NotAtEnd = -1;
    private const long NotConfirmed = long.MinValue;

    private long _endAt = NotAtEnd;
    private long _confirmedAtMs = NotConfirmed;

    /// <summary>Which.</summary>
    public TopicPartition Id => id;

    /// <summary>Its topic.</summary>
    public SourceTopic Topic => topic;

    /// <summary>Its progress since the last flush.</summary>
    public SourcePartition Progress => progress;

    /// <summary>True while the newest thing known of it is its end.</summary>
    public bool IsAtEnd => _endAt != NotAtEnd;

    /// <summary>The source is about to hand over the message at <paramref name="position"/>; what it skipped are holes.</summary>
    public void Reach(long position)
    {
        progress.Holes += position - progress.Next;
        progress.Next = position;
        if (!IsAtEnd) return;
        (_endAt, _confirmedAtMs) = (NotAtEnd, NotConfirmed);
        progress.Watermark.LoseEnd();
    }

    /// <summary>The message was handed over.</summary>
    public void Pass()
    {
        progress.Next++;
        progress.Messages++;
    }

    /// <summary>The client came to the end, which may lie behind markers that follow the last message.</summary>
    public void ReachEnd(long position)
    {
        if (position < progress.Next) return;
        Reach(position);
        _endAt = position;
    }

    /// <summary>The broker says that the partition ends at <paramref name="position"/>, as of <paramref name="clockMs"/>.</summary>
    public void ConfirmEnd(long position, long clockMs)
    {
        if (position == _endAt) _confirmedAtMs = clockMs;
    }

    /// <summary>Lets the watermark advance while the end was confirmed within <paramref name="idleAfterMs"/>.</summary>
    /// <param name="nowMs">Wall time.</param>
    /// <param name="clockMs">A clock that nobody sets.</param>
    /// <param name="idleAfterMs">How long a confirmation is believed.</param>
    public void AdvanceIdle(long nowMs, long clockMs, long idleAfterMs)
    {
        if (!IsAtEnd || _confirmedAtMs == NotConfirmed) return;
        if (clockMs - _confirmedAtMs > idleAfterMs)
        {
            _confirmedAtMs = NotConfirmed;
            progress.Watermark.LoseEnd();
            return;
        }
        progress.Watermark.ObserveEndOfBacklog(nowMs);
        progress.Watermark.ObserveEnd(nowMs, clockMs);
    }
}
