using System.Text;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Replay;

/// <summary>Files of logs that no gateway should write, each beside a few sound logs, and a configuration to read them.</summary>
internal sealed class BadFiles
{
    /// <summary>Logs in <see cref="Rejected"/>.</summary>
    public const int RejectedLogs = 10_000;

    private const int HugeBytes = 20 * 1024 * 1024;

    private readonly TemporaryFolder _folder;
    private long _nextSecond = 1_768_484_240;

    public BadFiles(TemporaryFolder folder)
    {
        _folder = folder;
        File.WriteAllText(
            folder["bad.yaml"],
            """
            region: bad
            sources: [{ file: nothing.jsonl, follow: false }]
            dead_letters: { file: dead.jsonl }
            """);
    }

    /// <summary>The configuration; its dead letters go to <see cref="DeadLetters"/>.</summary>
    public string Config => _folder["bad.yaml"];

    /// <summary>One JSON object a line.</summary>
    public string DeadLetters => _folder["dead.jsonl"];

    /// <summary>Zeros as a crash leaves them in a file, and a NUL inside a value: 3 logs aggregated, 1 not in the format.</summary>
    public string Zeros => Write("zeros.jsonl", Log("1"), new byte[100_000], Log("2\0"), Log("3"));

    /// <summary>Two lines of 20 MB, one of them JSON as far as it goes: 2 logs aggregated, 2 too long.</summary>
    public string Huge => Write(
        "huge.jsonl", Log("4"), Encoding.UTF8.GetBytes(new string('x', HugeBytes)),
        Encoding.UTF8.GetBytes($$"""{"Product":"{{new string('y', HugeBytes)}}","Api":"Run"}"""), Log("5"));

    /// <summary>No byte at all.</summary>
    public string Empty => Write("empty.jsonl");

    /// <summary>
    /// Bytes that are no UTF-8 inside values: a lone continuation, a cut sequence, an overlong slash, a surrogate. 4 logs,
    /// all aggregated.
    /// </summary>
    public string NoUtf8 => Write(
        "latin1.jsonl", Log("caf", 0xE9), Log("lone", 0x80), Log("overlong", 0xC0, 0xAF), Log("surrogate", 0xED, 0xA0, 0x80));

    /// <summary>CRLF, blank lines, white space, and no line end after the last log: 3 logs aggregated.</summary>
    public string LineEnds
    {
        get
        {
            File.WriteAllText(_folder["ends.jsonl"], $"{Text(Log("6"))}\r\n\r\n   \t\n{Text(Log("7"))}\n\n{Text(Log("8"))}");
            return _folder["ends.jsonl"];
        }
    }

    /// <summary>Ten thousand logs in a row that cannot be aggregated, for every reason that a file can give.</summary>
    public string Rejected => Write("rejected.jsonl", [.. Enumerable.Range(0, RejectedLogs).Select(number => RejectedLog(number))]);

    /// <summary>Why each of the <see cref="Rejected"/> logs is no good, in turn.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
        ["malformed/not_in_format", "malformed/cut_off", "malformed/no_time", "malformed/before_2000", "future"];

    private static byte[] RejectedLog(int number)
    {
        var log = $$"""{"Product":"ecs","Api":"Run","Number":{{number}},"__time__":""";
        return Encoding.UTF8.GetBytes((number % Reasons.Count) switch
        {
            0 => $"\u0001 \"garbage\\ {number}",
            1 => log,
            2 => log + "\"never\"}",
            3 => log + "86400}",
            _ => log + "4102444800}", // 2100-01-01
        });
    }

    private byte[] Log(string uid, params byte[] more) =>
    [
        .. Encoding.UTF8.GetBytes($$"""{"Product":"ecs","Api":"Run","Version":"v1","HttpCode":200,"TotalUsedTime":7,"__time__":{{_nextSecond++}},"ErrorCode":"{{uid}}"""),
        .. more, (byte)'"', (byte)'}',
    ];

    private static string Text(byte[] log) => Encoding.UTF8.GetString(log);

    private string Write(string name, params byte[][] lines)
    {
        using var file = File.Create(_folder[name]);
        foreach (var line in lines)
        {
            file.Write(line);
            file.WriteByte((byte)'\n');
        }
        return _folder[name];
    }
}
