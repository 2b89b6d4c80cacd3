using Xunit;

namespace Aggregator.Tests.Configuration;

public sealed class EnvironmentVariableTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public EnvironmentVariableTests()
    {
        _folder.Environment["NAME"] = "gw";
        _folder.Environment["EMPTY"] = "";
        _folder.Environment["SECONDS_TO_WAIT"] = "7";
        _folder.Environment["TRICKY"] = "a: ${NAME} # [";
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("${NAME}", "gw")]
    [InlineData("x-${NAME}-${NAME}-y", "x-gw-gw-y")]
    [InlineData("${NAME:-other}", "gw")]
    [InlineData("${NONE:-one}", "one")]
    [InlineData("${EMPTY:-one}", "one")]
    [InlineData("a${NONE:-}", "a")]
    [InlineData("$${NAME}", "${NAME}")]
    [InlineData("a$NAME", "a$NAME")]
    [InlineData("${TRICKY}", "a: ${NAME} # [")]
    public void A_reference_becomes_its_value(string text, string value) =>
        Assert.Equal(value, _folder.Options($"region: a\nworker: '{text}'\nsources: [{{ file: a.log }}]").Worker);

    [Fact]
    public void Any_kind_of_value_can_hold_one() =>
        Assert.Equal(7, _folder.Options("region: a\nsources: [{ file: a.log }]\nwindows: { idle_after: '${SECONDS_TO_WAIT}s' }").Windows.IdleAfter.TotalSeconds);

    [Theory]
    [InlineData("${NONE}", "the environment variable NONE is not set; set it, or write ${NONE:-default}")]
    [InlineData("${1A}", "'${1A}' names no environment variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${")]
    [InlineData("${}", "'${}' names no environment variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${")]
    [InlineData("${NAME", "'${NAME' names no environment variable; write ${NAME} or ${NAME:-default}, or $${ for a plain ${")]
    public void One_that_cannot_be_is_a_problem(string text, string problem) =>
        Assert.Equal([$"2:9: worker: {problem}"], _folder.Problems($"region: a\nworker: '{text}'\nsources: [{{ file: a.log }}]"));

    [Fact]
    public void The_processs_own_environment_is_the_default()
    {
        _folder.Write(ConfigurationFolder.FileName, "region: a\nworker: 'w${PATH}'\nsources: [{ file: a.log }]");

        // PATH holds slashes, which no worker's name may: its value was put in.
        var problem = Assert.Single(Aggregator.Configuration.ConfigurationFile.Load(_folder.ConfigurationPath).Problems);
        Assert.Contains(Environment.GetEnvironmentVariable("PATH")!, problem.Text, StringComparison.Ordinal);
    }
}
