using System.Globalization;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>A gateway's access log, of logs that are counted and of warm-ups that the shipped filter drops.</summary>
internal sealed class GatewayLog(string folder)
{
    private readonly string _path = Path.Combine(Directory.CreateDirectory(folder).FullName, "gateway.log");

    /// <summary>Appends logs of now.</summary>
    public void Append(int served, int warmUps) => File.AppendAllText(
        _path, string.Concat(Enumerable.Repeat(Line("ecs.aliyuncs.com"), served).Concat(Enumerable.Repeat(Line("popwarmup.aliyuncs.com"), warmUps))));

    /// <summary>A log of now, with its newline.</summary>
    public static string Line(string domain) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"__time__":{{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}},"Product":"ecs","Api":"RunInstances","Version":"2014-05-26","Domain":"{{domain}}","CallerUid":"1","LocalIp":"192.0.2.1","HttpCode":"200","TotalUsedTime":"14"}{{"\n"}}""");
}
