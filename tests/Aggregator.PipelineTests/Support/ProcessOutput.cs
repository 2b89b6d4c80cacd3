using System.Diagnostics;
using System.Text;

namespace Aggregator.PipelineTests.Support;

/// <summary>Everything that processes write to standard output and error, line by line.</summary>
internal sealed class ProcessOutput
{
    private readonly StringBuilder _text = new();

    /// <summary>What was written so far.</summary>
    public string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    /// <summary>Starts a process, both of whose outputs are redirected, and keeps what it writes.</summary>
    /// <param name="process">The process.</param>
    /// <param name="take">Told each line, once it is kept.</param>
    public void Start(Process process, Action<string>? take = null)
    {
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        void Keep(string? line)
        {
            if (line is null) return;
            lock (_text) _text.AppendLine(line);
            take?.Invoke(line);
        }
    }
}
