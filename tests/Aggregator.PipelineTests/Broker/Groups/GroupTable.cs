namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>All groups, made when they are first named. Guarded by the broker's lock.</summary>
internal sealed class GroupTable(TimeSpan initialDelay, Func<long> nowMs)
{
    private readonly Dictionary<string, (Group Group, GroupAdmission Admission)> _groups = new(StringComparer.Ordinal);

    public IEnumerable<Group> All => _groups.Values.Select(g => g.Group);

    public Group this[string id] => Entry(id).Group;

    /// <summary>Who may come into a group.</summary>
    public GroupAdmission Admission(string id) => Entry(id).Admission;

    private (Group Group, GroupAdmission Admission) Entry(string id)
    {
        if (_groups.TryGetValue(id, out var entry)) return entry;
        var group = new Group(initialDelay, nowMs);
        return _groups[id] = (group, new GroupAdmission(group));
    }
}
