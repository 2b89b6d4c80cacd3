using Aggregator.Regional.Ingest;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The gateway's sample log gives every field that the original's <c>project</c> list names.</summary>
public sealed class SampleLogTests
{
    private const string Literal = """
        {
        "AK": "STS.NZD***Lgwc",
        "Api": "DescribeCustomResourceDetail",
        "CallerUid": "109837***3503",
        "ClientIp": "192.168.xx.xx",
        "Domain": "acc-vpc.cn-huhehaote.aliyuncs.com",
        "ErrorCode": "ResourceNotFound",
        "Ext5": "{\"logRegionId\":\"cn-huhehaote\",\"appGroup\":\"pop-region-cn-huhehaote\",\"callerInfo\":{...},\"headers\":{...}}",
        "HttpCode": "404",
        "LocalIp": "11.197.xxx.xxx",
        "Product": "acc",
        "RegionId": "cn-huhehaote",
        "RequestContent": "RegionId=cn-huhehaote;Action=DescribeCustomResourceDetail;Version=2024-04-02;...",
        "TotalUsedTime": "14",
        "Version": "2024-04-02",
        "__time__": "1768484243"
        }
        """;

    private static readonly string Filled = Literal
        .Replace("\\\"callerInfo\\\":{...}", Escaped("callerInfo", """{"callerType":"sub","callerUid":"1098370000003503","ownerId":"26842"}"""), StringComparison.Ordinal)
        .Replace("\\\"headers\\\":{...}", Escaped("headers", """{"accept":"*/*"},"regionId":"cn-huhehaote-2","stage":"prod" """), StringComparison.Ordinal);

    private static readonly string[] Paths =
    [
        "LocalIp", "Product", "Version", "Api", "Domain", "ErrorCode", "HttpCode", "TotalUsedTime", "AK", "RegionId", "ClientIp",
        "Ext5.callerInfo.callerType", "Ext5.callerInfo.callerUid", "Ext5.callerInfo.ownerId",
        "Ext5.regionId", "Ext5.appGroup", "Ext5.stage", "RequestContent.RegionId", "Ext5.logRegionId",
    ];

    [Fact]
    public void Parses_literally_with_its_placeholders()
    {
        var log = Parsed.Json(Literal, Paths);
        AssertPlainFields(log);
        // "{...}" is no JSON: what stands before it counts, and the log is not malformed for it.
        Assert.Equal(("cn-huhehaote", "pop-region-cn-huhehaote"), (log["Ext5.logRegionId"], log["Ext5.appGroup"]));
        Assert.Null(log["Ext5.callerInfo.callerUid"]);
    }

    [Fact]
    public void Parses_with_the_placeholders_filled_in()
    {
        var log = Parsed.Json(Filled, Paths);
        AssertPlainFields(log);
        Assert.Equal("sub", log["Ext5.callerInfo.callerType"]);
        Assert.Equal("1098370000003503", log["Ext5.callerInfo.callerUid"]);
        Assert.Equal("26842", log["Ext5.callerInfo.ownerId"]);
        Assert.Equal("cn-huhehaote-2", log["Ext5.regionId"]);
        Assert.Equal("pop-region-cn-huhehaote", log["Ext5.appGroup"]);
        Assert.Equal("prod", log["Ext5.stage"]);
    }

    [Fact]
    public void Is_cut_off_at_every_byte_before_its_last()
    {
        for (var length = 1; length < Filled.Length; length++)
            Assert.Equal(MalformedReasons.CutOff, Parsed.Json(Filled[..length]).Malformed);
    }

    private static string Escaped(string key, string value) => $"\"{key}\":{value}".Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void AssertPlainFields(Parsed log)
    {
        Assert.Null(log.Malformed);
        Assert.Equal(1_768_484_243_000, log.EventTimeMs);
        Assert.Equal(404, log.HttpCode);
        Assert.Equal(14, log.LatencyMs);
        Assert.Equal("11.197.xxx.xxx", log.LocalIp);
        Assert.Equal("acc", log.Product);
        Assert.Equal("2024-04-02", log.Version);
        Assert.Equal("DescribeCustomResourceDetail", log.Api);
        Assert.Equal("109837***3503", log.CallerUid);
        Assert.Equal("ResourceNotFound", log.ErrorCode);
        Assert.Equal("cn-huhehaote", log.BizRegionId);
        Assert.Equal("acc-vpc.cn-huhehaote.aliyuncs.com", log["Domain"]);
        Assert.Equal("404", log["HttpCode"]);
        Assert.Equal("14", log["TotalUsedTime"]);
        Assert.Equal("STS.NZD***Lgwc", log["AK"]);
        Assert.Equal("cn-huhehaote", log["RegionId"]);
        Assert.Equal("192.168.xx.xx", log["ClientIp"]);
        Assert.Equal("cn-huhehaote", log["RequestContent.RegionId"]);
    }
}
