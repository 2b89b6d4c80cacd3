using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>The system calls that a unit's <c>SystemCallFilter=</c> settings allow, by systemd's own groups.</summary>
internal sealed class SystemCallFilter
{
    private readonly Dictionary<string, List<string>> _groups = new(StringComparer.Ordinal);

    private SystemCallFilter(string listing)
    {
        List<string> group = [];
        foreach (var line in listing.Split('\n'))
        {
            if (line.StartsWith('@')) _groups[line] = group = [];
            else if (line.StartsWith("    ", StringComparison.Ordinal) && line[4] != '#') group.Add(line[4..]);
        }
    }

    /// <summary>The calls that are left when the settings are applied in their order: the first allows, those with a tilde take away.</summary>
    public static async Task<IReadOnlySet<string>> AllowedAsync(IEnumerable<string> settings)
    {
        var (_, listing) = await Tool.RunAsync("systemd-analyze", "syscall-filter", "--no-pager");
        var groups = new SystemCallFilter(listing);
        var allowed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            var calls = setting.TrimStart('~').Split(' ').SelectMany(groups.Calls);
            if (setting.StartsWith('~')) allowed.ExceptWith(calls);
            else allowed.UnionWith(calls);
        }
        return allowed;
    }

    // A group holds calls and other groups.
    private IEnumerable<string> Calls(string name) => name.StartsWith('@') ? _groups[name].SelectMany(Calls) : [name];
}
