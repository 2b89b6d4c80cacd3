using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Aggregator.Configuration.Yaml;

/// <summary>
/// Composes a tree from YamlDotNet's events. Its own <c>YamlStream</c> gives up at the first duplicate key, and with
/// <c>MergingParser</c> takes a key that overrides a merged one for a duplicate.
/// </summary>
internal sealed class YamlComposer
{
    // Far deeper than any option; bounds the recursion for hostile input.
    private const int MaxDepth = 32;

    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, YamlTree> _anchors = new(StringComparer.Ordinal);

    private YamlComposer(string text, ProblemList problems)
    {
        _parser = new Parser(new StringReader(text));
        _problems = problems;
    }

    private Position Here => PositionOf(_parser.Current?.Start ?? Mark.Empty);

    /// <summary>The document of <paramref name="text"/>; null after a problem that ends the reading, or when empty.</summary>
    public static YamlTree? Compose(string text, ProblemList problems)
    {
        var composer = new YamlComposer(text, problems);
        try
        {
            return composer.ReadDocument();
        }
        catch (YamlException e)
        {
            problems.Add(PositionOf(e.Start), "", $"not YAML: {Sentence(e)}; check the indentation (spaces, no tabs), quotes and brackets from here on");
            return null;
        }
        catch (InvalidOperationException)
        {
            // How YamlDotNet 16 answers some unclosed brackets.
            problems.Add(composer.Here, "", "not YAML: a bracket or quote is not closed; look for it from here on");
            return null;
        }
    }

    private YamlTree? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return null;
        _parser.Consume<DocumentStart>();
        var root = ReadNode("", depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out var second))
        {
            _problems.Add(PositionOf(second.Start), "", "a second YAML document begins here; a configuration is one document, remove the --- line");
        }
        return root is YamlText { IsMissing: true } ? null : root;
    }

    private YamlTree ReadNode(string path, int depth)
    {
        if (depth > MaxDepth) throw new YamlException(_parser.Current!.Start, _parser.Current.End, "nested too deep");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Resolve(alias);
        var anchor = (_parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        YamlTree node = _parser.Current switch
        {
            MappingStart => ReadMap(path, depth),
            SequenceStart => ReadList(path, depth),
            _ => ReadText(),
        };
        // Known only once it is complete: a node that holds an alias of itself refers to nothing.
        if (!anchor.IsEmpty) _anchors[anchor.Value] = node;
        return node;
    }

    private YamlText ReadText()
    {
        var scalar = _parser.Consume<Scalar>();
        return new YamlText(PositionOf(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private YamlList ReadList(string path, int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = new List<YamlTree>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode($"{path}[{items.Count}]", depth + 1));
        return new YamlList(PositionOf(start.Start), items);
    }

    private YamlMap ReadMap(string path, int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var map = new MapBuilder(path, _problems);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(path, depth + 1);
            var value = ReadNode(OptionPath.Join(path, (key as YamlText)?.Text ?? "?"), depth + 1);
            map.Add(key, value);
        }
        return map.Build(PositionOf(start.Start));
    }

    private YamlTree Resolve(AnchorAlias alias)
    {
        if (_anchors.TryGetValue(alias.Value.Value, out var node)) return node;
        throw new YamlException(alias.Start, alias.End, $"no anchor &{alias.Value} comes before *{alias.Value}");
    }

    private static Position PositionOf(in Mark mark) => new(mark.Line, mark.Column);

    private static string Sentence(YamlException e)
    {
        var message = e.Message.TrimEnd('.');
        return message.Length == 0 ? "unreadable" : char.ToLowerInvariant(message[0]) + message[1..];
    }
}
