namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// Holds a table's rows while they are loaded when its copy cannot be written: in the first of some folders that can be.
/// Nothing is left there.
/// </summary>
internal sealed class ScratchCopy(IReadOnlyList<string> places)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The system's folder for temporary files, then memory, which Linux shows as a folder.</summary>
    public static ScratchCopy Default { get; } = new([Path.GetTempPath(), "/dev/shm"]);

    /// <summary>Has a table written and loaded.</summary>
    /// <exception cref="IOException">No folder can be written.</exception>
    /// <exception cref="UnauthorizedAccessException">No folder may be written.</exception>
    public TResult With<TResult>(TableSchema schema, Func<TableCopy, TResult> load)
    {
        for (var place = 0; ; place++)
        {
            var folder = Path.Combine(places[place], $"aggregator-tables-{Guid.NewGuid():N}");
            try
            {
                Create(folder);
                return load(new TableCopy(Path.Combine(folder, schema.Name + ".csv"), schema));
            }
            catch (Exception e) when (TableCopy.IsAboutDisk(e) && place + 1 < places.Count)
            {
                // The next one.
            }
            finally
            {
                if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Create(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
    }
}
