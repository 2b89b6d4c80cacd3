using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Random logs as System.Text.Json writes them, from a seed.</summary>
internal sealed class JsonGenerator(int seed)
{
    private const int MaxNesting = 5;

    private static readonly string[] Keys =
    [
        "Product", "Api", "CallerUid", "RegionId", "Ext5", "stage", "callerInfo", "callerUid", "RequestContent",
        "Prod\u00fcct", "\U0001F600", "a\"b", "back\\slash", "", "line\nbreak",
    ];

    private readonly Random _random = new(seed);

    public byte[] Next()
    {
        var options = new JsonWriterOptions
        {
            Indented = _random.Next(2) == 0,
            Encoder = _random.Next(2) == 0 ? JavaScriptEncoder.Default : JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options)) WriteObject(json, 0);
        return bytes.ToArray();
    }

    private void WriteObject(Utf8JsonWriter json, int depth)
    {
        json.WriteStartObject();
        // The writer does not mind a repeated key, and neither may the parser.
        for (var i = _random.Next(10); i > 0; i--)
        {
            json.WritePropertyName(Keys[_random.Next(Keys.Length)]);
            WriteValue(json, depth + 1);
        }
        json.WriteEndObject();
    }

    private void WriteValue(Utf8JsonWriter json, int depth)
    {
        switch (_random.Next(depth < MaxNesting ? 10 : 7))
        {
            case 0: json.WriteNullValue(); break;
            case 1: json.WriteBooleanValue(_random.Next(2) == 0); break;
            case 2: json.WriteNumberValue(_random.NextInt64()); break;
            case 3: json.WriteNumberValue(_random.NextDouble() * Math.Pow(10, _random.Next(-20, 20))); break;
            case 4: json.WriteStringValue($"stage={Text()};RegionId={Text()}"); break;
            case 5 or 6: json.WriteStringValue(Text()); break;
            case 7: WriteArray(json, depth); break;
            case 8: WriteNestedText(json, depth); break;
            default: WriteObject(json, depth); break;
        }
    }

    private void WriteArray(Utf8JsonWriter json, int depth)
    {
        json.WriteStartArray();
        for (var i = _random.Next(4); i > 0; i--) WriteValue(json, depth + 1);
        json.WriteEndArray();
    }

    private void WriteNestedText(Utf8JsonWriter json, int depth)
    {
        using var bytes = new MemoryStream();
        using (var inner = new Utf8JsonWriter(bytes)) WriteObject(inner, depth + 1);
        json.WriteStringValue(bytes.ToArray());
    }

    private string Text()
    {
        var text = new StringBuilder();
        for (var i = _random.Next(8); i > 0; i--)
        {
            var rune = _random.Next(4) switch
            {
                0 => new Rune(_random.Next(0x20)),
                1 => new Rune("\"\\/{}[],:;=. "[_random.Next(13)]),
                2 => new Rune(_random.Next(0x20, 0xD800)),
                _ => new Rune(_random.Next(0x1F300, 0x1F6FF)),
            };
            text.Append(rune.ToString());
        }
        return text.ToString();
    }
}
