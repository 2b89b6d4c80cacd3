using System.Text.Json;

namespace Aggregator.Central.Options;

/// <summary>
/// All configuration that the centre's decisions follow from. It is saved with the state: what the journal holds is
/// repeated with the settings that it was done with, whatever the configuration says by then.
/// </summary>
/// <param name="Options">The central job's options; some (the address, the intervals) decide nothing, and do no harm.</param>
/// <param name="WindowSizeMs">Size of a window, and of a slot, in ms.</param>
/// <param name="MaxFutureMs">How far ahead of now a log may be.</param>
public sealed record CentralSettings(CentralOptions Options, long WindowSizeMs, long MaxFutureMs)
{
    /// <summary>The settings as text: equal settings of one program version have equal texts.</summary>
    public string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Reads <see cref="ToJson"/>. An option that the text does not have gets its default.</summary>
    /// <exception cref="InvalidDataException">The text is of another kind.</exception>
    public static CentralSettings FromJson(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<CentralSettings>(json) is { Options: not null } settings) return settings;
        }
        catch (JsonException)
        {
        }
        throw new InvalidDataException("The settings in the saved state cannot be read: use the program version that wrote it.");
    }
}
