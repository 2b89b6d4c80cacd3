using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>What Kafka promises of consumer groups, seen through clients.</summary>
public sealed class GroupTests : IAsyncLifetime
{
    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private string _group = "";
    private string _topic = "";

    public async ValueTask InitializeAsync()
    {
        _group = _kafka.Unique("g");
        _topic = await _kafka.TopicAsync("t", 6);
    }

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task Three_members_share_six_partitions_by_range()
    {
        await using var a = Member();
        await using var b = Member();
        await using var c = Member();
        GroupMember[] members = [a, b, c];
        await Task.WhenAll(members.Select(m => m.AssignedAsync(2)));
        Assert.Equal([0, 1, 2, 3, 4, 5], members.SelectMany(m => m.Partitions).Order());
        Assert.All(members, m => Assert.Equal(m.Partitions[0] + 1, m.Partitions[1]));
    }

    [Fact]
    public async Task Who_leaves_makes_room_at_once()
    {
        // Sessions are so long that only the leaving can have made room.
        await using var stays = Member();
        await using (var leaves = Member())
        {
            await leaves.AssignedAsync(3);
        }
        await stays.AssignedAsync(6).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_static_member_that_goes_keeps_its_partitions_until_its_session_ends()
    {
        await using var stays = Member("stays");
        await using (var goes = Member("goes", KafkaBackend.ShortSessionMs))
        {
            await goes.AssignedAsync(3);
            await stays.AssignedAsync(3);
        }
        Assert.Equal(3, stays.Partitions.Count);
        await stays.AssignedAsync(6);
    }

    [Fact]
    public async Task A_static_member_that_comes_back_gets_its_partitions_without_a_rebalance()
    {
        await using var stays = Member("stays");
        await stays.AssignedAsync(6);
        IReadOnlyList<int> before;
        await using (var goes = Member("goes"))
        {
            await goes.AssignedAsync(3);
            await stays.AssignedAsync(3);
            before = goes.Partitions;
        }
        var (assignments, kept) = (stays.Assignments, stays.Partitions);
        await using var back = Member("goes");
        await back.AssignedAsync(3);

        Assert.Equal(before, back.Partitions);
        Assert.Equal(kept, stays.Partitions);
        Assert.Equal(assignments, stays.Assignments);
    }

    [Fact]
    public async Task The_leader_too_comes_back_without_a_rebalance()
    {
        await using var other = await LeaveAsFollowerAsync();
        var assignments = other.Assignments;
        await using var back = Member("leader");
        await back.AssignedAsync(3);
        Assert.Equal(assignments, other.Assignments);
    }

    [Fact]
    public async Task Of_two_members_with_one_instance_id_the_first_is_fenced()
    {
        await using var first = Member("same");
        await first.AssignedAsync(6);
        await using var second = Member("same");
        Assert.Equal(ErrorCode.FencedInstanceId, (await first.FatalErrorAsync()).Code);
        await second.AssignedAsync(6);
    }

    [Fact]
    public async Task Committed_offsets_outlive_the_members()
    {
        await using (var member = Member())
        {
            await member.AssignedAsync(6);
            member.Consumer.Commit([new TopicPartitionOffset(_topic, 2, 42)]);
        }
        using var asking = _kafka.Consumer(_group);
        Assert.Equal(42, asking.Committed([new TopicPartition(_topic, 2)], TimeSpan.FromSeconds(10)).Single().Offset.Value);
    }

    [Fact]
    public async Task Who_is_no_member_cannot_commit_while_there_are_members()
    {
        using var stranger = _kafka.Consumer(_group);
        stranger.Commit([new TopicPartitionOffset(_topic, 0, 1)]);
        await using var member = Member();
        await member.AssignedAsync(6);
        var refused = Assert.Throws<KafkaException>(() => stranger.Commit([new TopicPartitionOffset(_topic, 0, 2)]));
        Assert.Equal(ErrorCode.UnknownMemberId, refused.Error.Code);
    }

    [Fact]
    public async Task Partitions_added_while_a_group_reads_are_given_to_it()
    {
        await using var member = Member();
        await member.AssignedAsync(6);
        using var admin = _kafka.Admin();
        await admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = _topic, IncreaseTo = 8 }]);
        await member.AssignedAsync(8);
    }

    // The first to join leads; its absence leaves the second a follower of the same generation.
    private async Task<GroupMember> LeaveAsFollowerAsync()
    {
        await using var leader = Member("leader");
        await leader.AssignedAsync(6);
        var follower = Member("follower");
        await leader.AssignedAsync(3);
        await follower.AssignedAsync(3);
        return follower;
    }

    private GroupMember Member(string? instanceId = null, int? sessionMs = null) => new(_kafka, _group, _topic, instanceId, sessionMs);
}
