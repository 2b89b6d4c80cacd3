using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Makes cases of real gateway logs by changes of their structure and damage to their bytes.</summary>
internal sealed class LogMutator : ILogMutator
{
    private const int RealLogs = 200;
    private const double DamagedShare = 0.3;
    private const int MostChanges = 4;
    private const int MostDamages = 3;

    // What the generator does not write: numbers without quotes, texts two strings deep, a run of backslashes.
    private static readonly string[] OtherLogs =
    [
        """{"__time__":1768484243,"LocalIp":"10.0.0.1","Product":"ecs","Api":"DescribeInstances","HttpCode":200,"TotalUsedTime":14.5,"Ext5":{"logRegionId":"a","callerInfo":{"callerUid":12}},"RequestContent":"RegionId=cn;A=b"}""",
        """{"__time__":"1768484243","Product":"oss","Api":"GetObject","Ext5":"{\"callerInfo\":\"{\\\"callerUid\\\":\\\"12\\\"}\",\"headers\":{\"sec-ch-ua\":\"\\\"Chromium\\\";v=\\\"120\\\"\",\"path\":\"C:\\\\tmp\"}}","HttpCode":"200","TotalUsedTime":"3"}""",
        """{ "Api" : "GetObject" , "Product" : "oss" , "tags" : [ "a" , { "b" : [ ] } ] , "__time__" : "2026-01-15T13:37:23Z" }""",
    ];

    private readonly Member[][] _real;
    private readonly ulong _seed;
    private readonly ArrayBufferWriter<byte> _text = new();
    private readonly List<byte> _log = [];

    /// <param name="seed">What all cases depend on.</param>
    public LogMutator(ulong seed)
    {
        _seed = seed;
        var logs = GeneratedInput.GatewayJson(RealLogs).Concat(OtherLogs.Select(Encoding.UTF8.GetBytes));
        _real = [.. logs.Select(log => JsonMembers.Of(log).ToArray())];
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Write(long number)
    {
        var draw = new Draw(_seed, number);
        List<Member> members = [.. draw.OneOf(_real)];
        for (var changes = draw.Below(MostChanges + 1); changes > 0; changes--) MemberMutation.Apply(members, ref draw);
        _text.ResetWrittenCount();
        JsonMembers.Write(members, _text, ref draw, JsonMembers.AnySpaces);
        if (!draw.Chance(DamagedShare)) return _text.WrittenSpan;

        _log.Clear();
        _log.AddRange(_text.WrittenSpan);
        for (var damages = 1 + draw.Below(MostDamages); damages > 0; damages--) ByteDamage.Apply(_log, ref draw);
        return CollectionsMarshal.AsSpan(_log);
    }
}
