using System.Net;
using Aggregator.Configuration.Binding;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Configuration.Rules;

/// <summary><c>dimensions.mysql:</c> one password, encryption that this build can do, times that drivers can keep.</summary>
internal static class DatabaseRules
{
    private const string Path = "dimensions.mysql";

    public static void Check(RuleContext context)
    {
        if (context.Options.Dimensions.Mysql is not { } database) return;
        CheckPassword(context, database);
        CheckTls(context, database);
        CheckCaFile(context, database);
        CheckWholeSeconds(context, Path + ".connect_timeout", database.ConnectTimeout);
        CheckWholeSeconds(context, Path + ".query_timeout", database.QueryTimeout);
        if (context.Options.Dimensions.Tenants is { } tenants) CheckWholeSeconds(context, "dimensions.tenants.cache.lookup_timeout", tenants.Cache.LookupTimeout);
    }

    private static void CheckPassword(RuleContext context, DatabaseOptions database)
    {
        var text = Path + ".password";
        var file = Path + ".password_file";
        if (context.IsGiven(text) && context.IsGiven(file)) context.Report(file, "is a second password beside password; remove one");
        if (database.Password is not null && context.IsWritten(text))
        {
            context.Warn(text, "is written in clear; write ${MYSQL_PASSWORD}, or password_file: PATH");
        }
        FileRules.CheckSecret(context, file, database.PasswordFile);
    }

    private static void CheckTls(RuleContext context, DatabaseOptions database)
    {
        if (IsThisMachine(database.Host)) return;
        if (database.Tls == DatabaseTls.Disabled)
            context.Warn(Path + ".tls", "without it, who listens can try passwords at home, and read every row; write tls: required, or verify-identity");
        if (database.Tls == DatabaseTls.Preferred)
            context.Warn(Path + ".tls", "is preferred, so who is on the way to the server can keep the connection from being encrypted; write tls: required, or verify-identity");
    }

    private static void CheckCaFile(RuleContext context, DatabaseOptions database)
    {
        const string option = Path + ".ca_file";
        if (!context.IsGiven(option)) return;
        if (!DatabaseServer.TakesCaFile)
        {
            context.Report(option, "is not for the driver of this build; add the certificates to the system's store, or name them in the environment as SSL_CERT_FILE, and remove the line");
        }
        else if (database.Tls is not (DatabaseTls.VerifyCa or DatabaseTls.VerifyIdentity))
        {
            context.Report(option, $"means nothing with tls: {ScalarType.NameOf(database.Tls)}, which takes any certificate; write tls: verify-identity, or remove the line");
        }
        else
        {
            FileRules.Check(context, option, database.CaFile);
        }
    }

    private static void CheckWholeSeconds(RuleContext context, string option, TimeSpan time)
    {
        if (time.Ticks % TimeSpan.TicksPerSecond != 0) context.Report(option, $"{Duration.Format(time)} is not in whole seconds, which is all that drivers keep; write such as 2s");
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
