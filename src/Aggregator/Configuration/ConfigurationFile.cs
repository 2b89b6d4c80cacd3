using System.Text;
using Aggregator.Configuration.Binding;
using Aggregator.Configuration.Rules;
using Aggregator.Configuration.Yaml;

namespace Aggregator.Configuration;

/// <summary>Reads a configuration file, and tells all that is wrong with it at once.</summary>
public static class ConfigurationFile
{
    // A hundred times the largest that makes sense; keeps /dev/zero and log files named by mistake out of memory.
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Reads the file at <paramref name="path"/>. Paths in it are made absolute.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is read for.</param>
    public static LoadedConfiguration Load(string path, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone) =>
        Load(path, purpose, Environment.GetEnvironmentVariable);

    /// <inheritdoc cref="Load(string, ConfigurationPurpose)"/>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What it is read for.</param>
    /// <param name="environment">The value of an environment variable, or null.</param>
    public static LoadedConfiguration Load(string path, ConfigurationPurpose purpose, Func<string, string?> environment)
    {
        var problems = new ProblemList(path);
        var options = Read(path, problems) is { } text ? Bind(path, text, purpose, environment, problems) : null;
        return new LoadedConfiguration(problems.Count == 0 ? options : null, problems.InOrder(), problems.WarningsInOrder());
    }

    private static AggregatorOptions? Bind(
        string path, string text, ConfigurationPurpose purpose, Func<string, string?> environment, ProblemList problems)
    {
        // 1. Text to nodes with their places.
        var document = YamlComposer.Compose(text, problems);
        if (document is null)
        {
            if (problems.Count == 0) problems.Add(Position.None, "", PurposeRules.WhatIsLeast(purpose));
            return null;
        }
        // 2. Nodes to options; each value is checked on its own.
        var binder = new OptionsBinder(typeof(AggregatorOptions), problems, environment, PurposeRules.Excused(purpose, document));
        var bound = (AggregatorOptions)binder.BindRoot(document);
        var options = RelativePaths.Resolve(bound, Path.GetDirectoryName(Path.GetFullPath(path))!);
        // 3. What no single value can tell. Also after problems: a user wants to hear of all of them.
        ConfigurationRules.Check(new RuleContext(options, purpose, binder, problems));
        return options;
    }

    private static string? Read(string path, ProblemList problems)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes) return Decode(bytes.AsSpan(0, length));
            problems.Add(Position.None, "", "is longer than 1 MB; is it a configuration file?");
        }
        catch (DecoderFallbackException)
        {
            problems.Add(Position.None, "", "is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add(Position.None, "", WhyUnreadable(path, e));
        }
        return null;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var withoutMark = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(withoutMark);
    }

    private static string WhyUnreadable(string path, Exception e) => e switch
    {
        _ when Directory.Exists(path) => "is a directory; name the configuration file in it",
        FileNotFoundException or DirectoryNotFoundException => "does not exist; check the path",
        UnauthorizedAccessException => "may not be read; check its permissions",
        _ => $"cannot be read: {e.Message}",
    };
}
