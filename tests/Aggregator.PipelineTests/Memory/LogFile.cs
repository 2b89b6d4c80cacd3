using System.Globalization;

namespace Aggregator.PipelineTests.Memory;

/// <summary>Writes logs of the gateway that have nothing but what is aggregated, 20,000 to a second of event time.</summary>
internal sealed class LogFile(string path) : IDisposable
{
    private const long StartSeconds = 1_768_484_240;
    private const int LogsPerSecond = 20_000;

    private readonly StreamWriter _file = new(path);
    private long _count;

    /// <summary>Adds a log.</summary>
    public void Add(string product, string api, string uid, int httpCode, string errorCode)
    {
        var seconds = StartSeconds + _count / LogsPerSecond;
        _file.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"__time__":"{{seconds}}","Product":"{{product}}","Api":"{{api}}","Version":"2014-05-26","CallerUid":"{{uid}}","HttpCode":"{{httpCode}}","ErrorCode":"{{errorCode}}","TotalUsedTime":"{{_count++ % 1500}}","RegionId":"cn-hangzhou"}"""));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
