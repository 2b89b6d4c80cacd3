namespace Aggregator.Core.Secrets;

/// <summary>A file that holds one secret, such as a mounted password.</summary>
public static class SecretFile
{
    /// <summary>Reads the secret: the file's text without its last line end.</summary>
    /// <exception cref="IOException">It cannot be read or is empty; the message names the file and the remedy, never its content.</exception>
    public static string Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IOException($"{path}: there is no such file of a secret; create it or mend the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the file of a secret cannot be read ({e.Message}); check that it is a file and its permissions", e);
        }
        var secret = WithoutLineEnd(text);
        return secret.Length > 0 ? secret : throw new IOException($"{path}: the file of a secret is empty; write the secret into it");
    }

    private static string WithoutLineEnd(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') ? text[..^1] : text;
}
