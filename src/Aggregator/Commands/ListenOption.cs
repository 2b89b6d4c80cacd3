using System.CommandLine;
using Aggregator.Configuration;

namespace Aggregator.Commands;

/// <summary><c>--listen HOST:PORT</c>: where a job serves its metrics.</summary>
internal sealed class ListenOption : Option<string?>
{
    private readonly string _example;

    /// <param name="instead">The option of the configuration that it stands for.</param>
    /// <param name="example">An address.</param>
    public ListenOption(string instead, string example)
        : base("--listen")
    {
        _example = example;
        Description = $"Address and port of /metrics, instead of {instead}; port 0 takes a free one.";
        HelpName = "host:port";
    }

    /// <summary>The address, or null when none is given; one that is none is a problem.</summary>
    public string? Read(ParseResult parsed, List<string> problems)
    {
        var address = parsed.GetValue(this);
        if (address is not null && !ListenAddress.TryParse(address, out _)) problems.Add($"--listen: '{address}' is no address; write host:port, such as {_example}");
        return address;
    }
}
