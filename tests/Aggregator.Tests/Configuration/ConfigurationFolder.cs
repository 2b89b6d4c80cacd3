using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>A temporary folder with a configuration in it.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public const string FileName = "aggregator.yaml";

    public ConfigurationFolder()
    {
        Folder = Directory.CreateTempSubdirectory("aggregator-test-").FullName;
        Write("clusters.csv", "local_ip,app_group,region_id\n10.0.0.1,gw-a,cn-hangzhou\n10.0.0.2,gw-b,cn-hangzhou\n");
        Write("tenants.csv", "uid,gc_level\n1001,GC7\n");
        Write("apis.csv", "product,api,version,priority,biz_domain\necs,RunInstances,2014-05-26,P0,compute\n");
    }

    public string Folder { get; }

    public string ConfigurationPath => PathOf(FileName);

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public string PathOf(string name) => Path.Join(Folder, name);

    public void Write(string name, string text) => File.WriteAllText(PathOf(name), text);

    /// <summary>A certificate that signed itself, and its key, both PEM.</summary>
    public void WriteCertificate(string certificateName, string keyName)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=aggregator-test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        Write(certificateName, certificate.ExportCertificatePem());
        Write(keyName, key.ExportPkcs8PrivateKeyPem());
    }

    public LoadedConfiguration Load(string yaml, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone)
    {
        Write(FileName, yaml);
        return ConfigurationFile.Load(ConfigurationPath, purpose, Environment.GetValueOrDefault);
    }

    /// <summary>The options of a configuration that must be right.</summary>
    public AggregatorOptions Options(string yaml, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone)
    {
        var (options, problems) = Load(yaml, purpose);
        Assert.Empty(problems.Select(problem => problem.ToString()));
        return options!;
    }

    /// <summary>The problems as <c>line:column: path: text</c>.</summary>
    public IReadOnlyList<string> Problems(string yaml, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone)
    {
        var (options, problems) = Load(yaml, purpose);
        Assert.Equal(problems.Count > 0, options is null);
        return Texts(problems);
    }

    /// <summary>The warnings of a configuration that must be right, in the same way.</summary>
    public IReadOnlyList<string> Warnings(string yaml, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone)
    {
        var loaded = Load(yaml, purpose);
        Assert.Empty(loaded.Problems);
        return Texts(loaded.Warnings);
    }

    private IReadOnlyList<string> Texts(IReadOnlyList<ConfigurationProblem> problems) =>
        [.. problems.Select(problem => problem.ToString().Replace(ConfigurationPath + ":", "", StringComparison.Ordinal).TrimStart())];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
