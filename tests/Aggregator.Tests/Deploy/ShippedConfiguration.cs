using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>Reads a shipped configuration as a job does whose environment is known.</summary>
internal static class ShippedConfiguration
{
    /// <summary>The options; none may be wrong, and no variable missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="purpose">What runs it.</param>
    /// <param name="environment">What is set, beside <c>SECRETS</c>.</param>
    public static AggregatorOptions Read(string path, ConfigurationPurpose purpose, IReadOnlyDictionary<string, string> environment)
    {
        var secrets = Directory.CreateTempSubdirectory("aggregator-secrets-");
        try
        {
            foreach (var name in (string[])["mysql-password", "kafka-password", "cn-hangzhou-password", "cn-shanghai-password"]) File.WriteAllText(Path.Combine(secrets.FullName, name), "secret\n");
            var (options, problems) = ConfigurationFile.Load(path, purpose, name => string.Equals(name, "SECRETS", StringComparison.Ordinal) ? secrets.FullName : environment.GetValueOrDefault(name));
            Assert.Empty(problems);
            return options!;
        }
        finally
        {
            secrets.Delete(recursive: true);
        }
    }
}
