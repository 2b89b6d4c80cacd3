using System.Data.Common;
using Aggregator.Core.Secrets;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>The server that holds dimension tables. Any thread; nothing is connected before the first call.</summary>
public sealed class DatabaseServer : IDisposable
{
    /// <exception cref="IOException">The file of the password cannot be read.</exception>
    public DatabaseServer(DatabaseOptions options)
    {
        Options = options;
        Connections = Driver.Create(options, options.Password ?? (options.PasswordFile is { } file ? SecretFile.Read(file) : null));
    }

    /// <summary>Whether this build's driver takes <see cref="DatabaseOptions.CaFile"/>.</summary>
    public static bool TakesCaFile => Driver.TakesCaFile;

    /// <summary>How it is reached.</summary>
    public DatabaseOptions Options { get; }

    /// <summary>Opens connections. Synchronous calls only: a driver's asynchronous ones may ignore every timeout.</summary>
    public DbDataSource Connections { get; }

    /// <inheritdoc/>
    public void Dispose() => Connections.Dispose();
}
