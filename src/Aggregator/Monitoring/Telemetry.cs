namespace Aggregator.Monitoring;

/// <summary>
/// Names of what the jobs tell of themselves, once for every query over them. A test says that each is exposed.
/// </summary>
internal static class Telemetry
{
    // The central job's publication and its regions; label source_region.
    public const string PublishedAt = "aggregator_central_published_at_seconds";
    public const string PublishedEnd = "aggregator_central_published_end_seconds";
    public const string LogAge = "aggregator_central_log_age_seconds";
    public const string RegionFeeds = "aggregator_central_region_feeds";
    public const string RegionCurrent = "aggregator_central_region_current";
    public const string RegionWatermark = "aggregator_central_region_watermark_seconds";
    public const string RegionLag = "aggregator_central_region_lag_seconds";
    public const string RegionCompleteness = "aggregator_central_region_completeness_ratio";
    public const string RegionPartitions = "aggregator_central_region_partitions";
    public const string RegionCurrentPartitions = "aggregator_central_region_current_partitions";

    // The ledger, in ever growing counts; label source_region.
    public const string LogsRead = "aggregator_central_logs_read_total";
    public const string Logs = "aggregator_central_logs_total";
    public const string CountedLogs = "aggregator_central_counted_logs_total";
    public const string LostPositions = "aggregator_central_lost_positions_total";
    public const string OverlapPositions = "aggregator_central_overlap_positions_total";
    public const string Gaps = "aggregator_central_gaps_total";
    public const string ImbalanceLogs = "aggregator_central_imbalance_logs_total";
    public const string SkippedBatches = "aggregator_central_skipped_batches_total";
    public const string ExpiredMessages = "aggregator_central_expired_messages_total";
    public const string ReplacedTopics = "aggregator_central_replaced_topics_total";
    public const string RepeatedFlushes = "aggregator_central_repeated_flushes_total";
    public const string OpenGapPositions = "aggregator_central_open_gap_positions";
    public const string LedgerBalanced = "aggregator_central_ledger_balanced";

    // Budgets; label namespace.
    public const string LabelSets = "aggregator_central_label_sets";
    public const string LabelSetBudget = "aggregator_central_label_set_budget";
    public const string OverflowLogs = "aggregator_central_overflow_logs_total";
    public const string OverflowOffenders = "aggregator_central_overflow_offender_logs";

    // The regions' topics as the centre reads them; label source_region. The last four are of Kafka alone.
    public const string TopicHeld = "aggregator_central_topic_held";
    public const string TopicLastFlush = "aggregator_central_topic_last_flush_seconds";
    public const string TopicDiscardedFlushes = "aggregator_central_topic_discarded_flushes_total";
    public const string TopicStrayChunks = "aggregator_central_topic_stray_chunks_total";
    public const string TopicReachable = "aggregator_central_topic_reachable";
    public const string TopicPartitions = "aggregator_central_topic_partitions";
    public const string TopicUnreadMessages = "aggregator_central_topic_unread_messages";
    public const string TopicErrors = "aggregator_central_topic_errors_total";

    // Regional jobs; label source_region.
    public const string RegionalLogs = "aggregator_regional_logs_total";
    public const string RegionalLateLogs = "aggregator_regional_late_logs_total";
    public const string RegionalInvalidLatencies = "aggregator_regional_invalid_latencies_total";
    public const string RegionalFlushes = "aggregator_regional_flushes_total";
    public const string RegionalRows = "aggregator_regional_rows_total";
    public const string RegionalLastFlush = "aggregator_regional_last_flush_seconds";
    public const string RegionalDeadLetters = "aggregator_regional_dead_letters_total";
    public const string RegionalDeadLettersLost = "aggregator_regional_dead_letters_lost_total";

    // Regional jobs on Kafka.
    public const string RegionalSessions = "aggregator_regional_sessions_total";
    public const string RegionalSessionEnds = "aggregator_regional_session_ends_total";
    public const string RegionalLostAssignments = "aggregator_regional_lost_assignments_total";
    public const string RegionalCommits = "aggregator_regional_commits_total";
    public const string RegionalCommitSeconds = "aggregator_regional_commit_seconds_total";
    public const string RegionalLagMessages = "aggregator_regional_lag_messages";
    public const string RegionalAssigned = "aggregator_regional_assigned";
    public const string RegionalTopicDeadLetters = "aggregator_regional_topic_dead_letters_total";
    public const string RegionalTopicDeadLettersLost = "aggregator_regional_topic_dead_letters_lost_total";

    // Tables from a database; the first three have the label table.
    public const string DimensionAge = "aggregator_dimension_age_seconds";
    public const string DimensionRows = "aggregator_dimension_rows";
    public const string DimensionFailures = "aggregator_dimension_refresh_failures_total";
    public const string TenantHits = "aggregator_regional_tenant_hits_total";
    public const string TenantNegativeHits = "aggregator_regional_tenant_negative_hits_total";
    public const string TenantMisses = "aggregator_regional_tenant_misses_total";
    public const string TenantStale = "aggregator_regional_tenant_stale_total";
    public const string TenantUnknown = "aggregator_regional_tenant_unknown_total";
    public const string TenantLookups = "aggregator_regional_tenant_lookups_total";
    public const string TenantLookupSeconds = "aggregator_regional_tenant_lookup_seconds_total";

    // Every process.
    public const string CpuSeconds = "process_cpu_seconds_total";
    public const string ResidentBytes = "process_resident_memory_bytes";
    public const string StartTime = "process_start_time_seconds";
    public const string HeapBytes = "dotnet_gc_heap_bytes";
    public const string AvailableBytes = "dotnet_gc_available_bytes";
    public const string PauseSeconds = "dotnet_gc_pause_seconds_total";

    /// <summary>Selects the scrape jobs of <c>deploy/central/prometheus/prometheus.yml</c>, and a single one called aggregator.</summary>
    public const string AllJobs = "{job=~\"aggregator.*\"}";
}
