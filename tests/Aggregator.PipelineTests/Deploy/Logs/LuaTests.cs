using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Logs;

/// <summary>The Lua of the shipped configurations, run by Lua itself.</summary>
public sealed partial class LuaTests
{
    [Theory]
    [InlineData("Domain = 'popwarmup.aliyuncs.com', Api = 'A'", "-1")]
    [InlineData("""Api = 'A', Ext5 = '{"logRegionId": "cn-beijing", "stage":"x"}'""", "-1")]
    [InlineData("""Api = 'A', Ext5 = '{"logRegionId":"cn-hangzhou"}', AK = 'secret', RegionId = 'r'""", "2 Api=A RegionId=r")]
    [InlineData("Api = 'A', RequestContent = 'RegionId=cn-a;Action=A'", "2 Api=A RegionId=cn-a")]
    [InlineData("Api = 'A', RegionId = '', RequestContent = 'Action=A;MyRegionId=x;RegionId=cn-b'", "2 Api=A RegionId=cn-b")]
    [InlineData("Api = 'A', RequestContent = 7, Ext5 = {}", "2 Api=A")]
    public async Task Fluent_Bit_drops_and_prunes(string record, string result)
    {
        var script = $$"""
            local pairs_of = function(r) local names = {} for name in pairs(r) do names[#names + 1] = name end table.sort(names) return names end
            dofile([[{{Path.Combine(Repository.Root, "deploy/logs/fluent-bit/prune.lua")}}]])
            local code, time, pruned = prune('gateway', 1.5, { {{record}} })
            assert(time == 1.5)
            io.write(code)
            if code ~= -1 then for _, name in ipairs(pairs_of(pruned)) do io.write(' ', name, '=', pruned[name]) end end
            """;

        Assert.Equal((0, result), await Tool.RunAsync("env", "OTHER_REGIONS=cn-shanghai,cn-beijing", "lua5.1", "-e", script));
    }

    [Fact]
    public async Task Kong_writes_the_fields_that_are_read_and_none_of_its_own()
    {
        var fields = Fields();
        Assert.Equal(26, fields.Count);
        var script = Gateway + string.Concat(fields.Select(field => $"write('{field.Name}', (function() {field.Lua} end)())\n"));

        var (code, output) = await Tool.RunAsync("lua5.1", "-e", script);

        Assert.True(code == 0, output);
        Assert.Equal(
            """
            Api=run-instances
            CallerUid=1098
            Domain=ecs.example.com
            ErrorCode=Busy
            HttpCode=503
            LocalIp=192.0.2.7
            Product=ecs
            RegionId=cn-hangzhou
            TotalUsedTime=14
            Version=2014-05-26
            __time__=1768484243.125
            """,
            string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)));
    }

    // What the fields are read from, as Kong's plugin development kit and nginx have it.
    private const string Gateway = """
        local function gives(value) return function() return value end end
        local function named(values) return function(name) return values[name] end end
        ngx = { req = { start_time = gives(1768484243.125) }, var = { server_addr = '192.0.2.7', request_time = '0.014' } }
        kong = {
          router = { get_service = gives({ name = 'ecs' }), get_route = gives({ name = 'run-instances' }) },
          request = { get_header = named({ ['X-Api-Version'] = '2014-05-26' }), get_host = gives('ecs.example.com'), get_method = gives('GET'), get_query_arg = named({ RegionId = 'cn-hangzhou' }) },
          response = { get_status = gives(503), get_header = named({ ['X-Error-Code'] = 'Busy' }) },
          client = { get_consumer = gives({ custom_id = '1098', username = 'me' }) },
        }
        local function write(name, value) if value ~= nil then print(name .. '=' .. tostring(value)) end end

        """;

    private static List<(string Name, string Lua)> Fields() =>
    [
        .. Field().Matches(File.ReadAllText(Path.Combine(Repository.Root, "deploy/logs/kong/kong.yaml")))
            .Select(match => (match.Groups["name"].Value, match.Groups["lua"].Value)),
    ];

    [GeneratedRegex("^        (?<name>\\w+): (?<lua>(local|return) .*)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Field();
}
