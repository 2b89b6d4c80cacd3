using Aggregator.Configuration.Binding;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Configuration.Rules;

/// <summary><c>sasl:</c> and <c>tls:</c>: a password from one place, none in clear over the net, files that can be read.</summary>
internal static class KafkaSecurityRules
{
    private static readonly string[] Mechanisms = ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"];

    public static void Check(RuleContext context, string path, KafkaClusterOptions cluster)
    {
        if (cluster.Sasl is { } sasl) CheckSasl(context, path + ".sasl", sasl, isEncrypted: cluster.Tls is not null);
        if (cluster.Tls is { } tls) CheckTls(context, path + ".tls", tls);
    }

    private static void CheckSasl(RuleContext context, string path, SaslOptions sasl, bool isEncrypted)
    {
        CheckMechanism(context, path, sasl.Mechanism, isEncrypted);
        CheckPassword(context, path, sasl);
    }

    private static void CheckMechanism(RuleContext context, string path, string mechanism, bool isEncrypted)
    {
        if (!Mechanisms.Contains(mechanism, StringComparer.Ordinal))
        {
            var nearest = NearestName.Of(mechanism, Mechanisms) is { } meant ? $"; did you mean {meant}?" : "";
            context.Report(path + ".mechanism", $"'{mechanism}' is not one of {string.Join(", ", Mechanisms)}{nearest}");
        }
        else if (!isEncrypted && mechanism is "PLAIN")
        {
            context.Report(path + ".mechanism", "PLAIN without tls sends the password in clear; write tls: {} beside sasl, or SCRAM-SHA-512");
        }
        else if (!isEncrypted)
        {
            context.Warn(path, "without tls, who listens can try passwords at home, and read every log; write tls: {} beside sasl");
        }
    }

    private static void CheckPassword(RuleContext context, string path, SaslOptions sasl)
    {
        var text = path + ".password";
        var file = path + ".password_file";
        if (context.IsGiven(text) && context.IsGiven(file)) context.Report(file, "is a second password beside password; remove one");
        if (!context.IsGiven(text) && !context.IsGiven(file)) context.Report(path, "has no password; write password_file: PATH, or password: ${KAFKA_PASSWORD}");
        if (sasl.Password is "") context.Report(text, "is empty; write a password");
        if (sasl.Password is not null && context.IsWritten(text))
        {
            context.Warn(text, "is written in clear; write ${KAFKA_PASSWORD}, or password_file: PATH");
        }
        FileRules.CheckSecret(context, file, sasl.PasswordFile);
    }

    private static void CheckTls(RuleContext context, string path, TlsOptions tls)
    {
        FileRules.Check(context, path + ".ca_file", tls.CaFile);
        FileRules.Check(context, path + ".certificate_file", tls.CertificateFile);
        FileRules.Check(context, path + ".key_file", tls.KeyFile);
        FileRules.CheckSecret(context, path + ".key_password_file", tls.KeyPasswordFile);
        CheckPair(context, path, "certificate_file", "key_file");
        CheckPair(context, path, "key_file", "certificate_file");
        if (tls.KeyPasswordFile is not null && tls.KeyFile is null)
        {
            context.Report(path + ".key_password_file", "has no key to open; write key_file: PATH too, or remove it");
        }
    }

    private static void CheckPair(RuleContext context, string path, string given, string missing)
    {
        if (!context.IsGiven(OptionPath.Join(path, given)) || context.IsGiven(OptionPath.Join(path, missing))) return;
        context.Report(OptionPath.Join(path, missing), $"is missing beside {given}: a certificate needs its key; write both");
    }
}
