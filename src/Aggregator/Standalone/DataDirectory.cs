namespace Aggregator.Standalone;

/// <summary>The folder that a job keeps everything in. One process at a time: two would count every log twice.</summary>
public sealed class DataDirectory : IDisposable
{
    // EWOULDBLOCK: what a lock that another process holds is refused with.
    private const int Locked = 11;

    private readonly FileStream _lock;

    private DataDirectory(FileStream @lock) => _lock = @lock;

    /// <summary>Creates the folder if needed and takes it.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be written.</exception>
    public static DataDirectory Open(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            return new DataDirectory(new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The data directory {path} cannot be written: {e.Message} Give this user write access, or name another with data_dir.", e);
        }
        catch (IOException e) when (e.HResult == Locked)
        {
            throw new IOException($"The data directory {path} is in use by another process. Stop it, or name another with data_dir.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
