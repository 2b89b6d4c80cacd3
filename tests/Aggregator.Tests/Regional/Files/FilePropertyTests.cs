using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FilePropertyTests
{
    private enum Step
    {
        Append,
        AppendPart,
        AppendMuch,
        Poll,
        Second,
        Flush,
        Kill,
        Rotate,
        AppendToRotated,
        Truncate,
    }

    [Theory]
    [InlineData("app.log")]
    [InlineData("app.log*")]
    public void Every_line_is_delivered_once_and_in_order_through_rotations_truncations_and_kills(string pattern)
    {
        var stepLists = Gen.Frequency(
            (6, Gen.Constant(Step.Append)),
            (2, Gen.Elements(Step.AppendPart, Step.AppendMuch)),
            (6, Gen.Elements(Step.Poll, Step.Second)),
            (3, Gen.Constant(Step.Flush)),
            (3, Gen.Elements(Step.Kill, Step.Rotate, Step.AppendToRotated, Step.Truncate))).ListOf();
        Prop.ForAll(Arb.From(stepLists), list =>
        {
            using var run = new Run(pattern);
            foreach (var step in list) run.Do(step);
            run.Finish();
            var steps = $"{string.Join(' ', list)}: {string.Join('|', run.Delivered)} for {string.Join('|', run.Written)}";
            return run.Delivered.SequenceEqual(run.Written, StringComparer.Ordinal).Label(steps);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>
    /// Writes numbered lines and keeps what a durable flush covered: a kill takes back what was delivered after it.
    /// </summary>
    private sealed class Run : IDisposable
    {
        private readonly FileHarness _files = new();
        private readonly Dictionary<string, List<string>> _written = new(StringComparer.Ordinal);
        private readonly List<ReadLine> _flushed = [];
        private readonly string _pattern;
        private string _content = "";
        private int _contents;
        private int _line;
        private int _rotations;
        private bool _hasPart;
        private bool _isKnown;

        public Run(string pattern)
        {
            _pattern = pattern;
            _files.Start(pattern);
            NewContent();
        }

        /// <summary>Lines by content (the bytes between two truncations of one file), each content's in order.</summary>
        public IEnumerable<string> Written =>
            _written.Values.Where(lines => lines.Count > 0).Select(lines => string.Join(',', lines)).Order(StringComparer.Ordinal);

        public IEnumerable<string> Delivered => _flushed
            .GroupBy(line => line.Topic, StringComparer.Ordinal)
            .Select(topic => string.Join(',', topic.Select(line => line.Text)))
            .Order(StringComparer.Ordinal);

        public void Do(Step step)
        {
            switch (step)
            {
                case Step.Append: Append(1); break;
                case Step.AppendMuch: Append(400); break;
                case Step.AppendPart: AppendPart(); break;
                case Step.Poll: _files.Poll(); break;
                case Step.Second: _files.Run(1); break;
                case Step.Flush: Flush(); break;
                case Step.Kill: Kill(); break;
                case Step.Rotate: Rotate(); break;
                case Step.AppendToRotated: AppendToRotated(); break;
                default: Truncate(); break;
            }
        }

        public void Finish()
        {
            if (_hasPart) Append(1);
            _files.Run(3);
            Flush();
        }

        public void Dispose() => _files.Dispose();

        // A line begins with its number backwards, so that no two files begin alike, however little is seen of them.
        private string NextLine() =>
            string.Concat((++_line).ToString("D6", CultureInfo.InvariantCulture).Reverse()) + new string('x', _line % 5000);

        private void Append(int lines)
        {
            for (var i = 0; i < lines; i++)
            {
                var line = _hasPart ? "-end" : NextLine();
                if (_hasPart) _written[_content][^1] += line;
                else _written[_content].Add(line);
                _hasPart = false;
                _files.Append("app.log", line + (_line % 2 == 0 ? "\n" : "\r\n"));
            }
        }

        private void AppendPart()
        {
            if (_hasPart) return;
            _written[_content].Add(NextLine());
            _files.Append("app.log", _written[_content][^1]);
            _hasPart = true;
        }

        private void Flush()
        {
            _files.Flush();
            _flushed.AddRange(_files.Lines);
            _files.Lines.Clear();
        }

        private void Kill()
        {
            _files.Lines.Clear();
            _files.Restart();
        }

        private void Rotate()
        {
            if (_hasPart) Append(1);
            if (!File.Exists(_files.At("app.log"))) return;
            if (!_isKnown) BecomeKnown();
            _files.Rename("app.log", $"app.log.{++_rotations}");
            NewContent();
        }

        // A file that leaves its path before any flush has told of it leaves no trace.
        private void BecomeKnown()
        {
            _files.Run(2);
            Flush();
            _isKnown = true;
        }

        // As a writer that has not reopened its file yet. Later than that the file may have ended.
        private void AppendToRotated()
        {
            if (_rotations == 0 || _hasPart) return;
            Rotate();
            var content = $"{_contents - 1}";
            if (!_written.TryGetValue(content, out var lines) || lines.Count == 0) return;
            lines.Add(NextLine());
            _files.Append($"app.log.{_rotations}", lines[^1] + "\n");
        }

        private void Truncate()
        {
            if (_hasPart) Append(1);
            if (!File.Exists(_files.At("app.log"))) return;
            _files.Run(3);
            Flush();
            _files.Truncate("app.log");
            NewContent();
        }

        private void NewContent()
        {
            _content = (++_contents).ToString(CultureInfo.InvariantCulture);
            _written[_content] = [];
            _isKnown = _pattern.EndsWith('*');
        }
    }
}
