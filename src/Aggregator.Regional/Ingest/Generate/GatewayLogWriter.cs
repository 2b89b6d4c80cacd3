namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// Writes a generated log as the gateway does: one JSON object a line, every value a string, Ext5 a JSON object inside
/// a string, RequestContent as <c>k=v;…</c>. What no fact says (keys, addresses, request ids) is noise.
/// </summary>
internal sealed class GatewayLogWriter(ulong noiseKey)
{
    private readonly LineBuffer _line = new();
    private readonly LineBuffer _ext5 = new();
    private readonly LineBuffer _agent = new();

    /// <summary>The log without line end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(scoped in GeneratedLog log, GeneratedWorld world)
    {
        var noise = new CounterRandom(noiseKey, (ulong)log.Number);
        _line.Clear();
        WriteCall(log, ref noise);
        WriteExt5(log, world, ref noise);
        WriteAnswer(log, ref noise);
        if (log.Damage != GeneratedDamage.CutOff) return _line.Written;
        var length = _line.Written.Length;
        return _line.Written[..(length / 5 + noise.Below(length * 3 / 5))];
    }

    private void WriteCall(in GeneratedLog log, ref CounterRandom noise)
    {
        _line.Put("{\"AK\":\"STS."u8).PutNoise(noise.Next(), 12).PutNoise(noise.Next(), 12);
        _line.Put("\",\"Api\":\""u8).Put(log.Damage == GeneratedDamage.NoApi ? "" : log.Api.Name);
        _line.Put("\",\"CallerUid\":\""u8).Put(log.CallerUid).Put("\",\"ClientIp\":\""u8);
        PutAddress(_line, noise.Next());
        _line.Put("\",\"Domain\":\""u8).Put(log.Domain).Put("\",\"ErrorCode\":\""u8).Put(log.ErrorCode);
    }

    private void WriteExt5(in GeneratedLog log, GeneratedWorld world, ref CounterRandom noise)
    {
        var traits = world.TenantHash(log.Tenant);
        _ext5.Clear();
        _ext5.Put("{\"logRegionId\":\""u8).Put(log.Node.RegionId);
        _ext5.Put("\",\"regionId\":\""u8).Put(log.BizRegionId);
        _ext5.Put("\",\"appGroup\":\""u8).Put(log.Node.AppGroup).Put("\",\"stage\":\"RELEASE\",\"callerInfo\":{\"callerType\":\""u8);
        _ext5.Put(Names.CallerTypes[(int)(traits % (ulong)Names.CallerTypes.Count)]);
        _ext5.Put("\",\"callerUid\":\""u8).Put(log.CallerUid).Put("\",\"ownerId\":\""u8).Put(log.CallerUid);
        _ext5.Put("\"},\"headers\":{\"host\":\""u8).Put(log.Domain).Put("\",\"user-agent\":\""u8);
        _agent.Clear();
        _ext5.PutEscaped(_agent.Put(Names.UserAgents[(int)((traits >> 8) % (ulong)Names.UserAgents.Count)]).Written);
        _ext5.Put("\",\"x-forwarded-for\":\""u8);
        PutAddress(_ext5, noise.Next());
        _ext5.Put("\",\"x-acs-request-id\":\""u8);
        PutRequestId(_ext5, noise.Next(), noise.Next(), noise.Next());
        _ext5.Put("\"}}"u8);
        _line.Put("\",\"Ext5\":\""u8).PutEscaped(_ext5.Written);
    }

    private void WriteAnswer(in GeneratedLog log, ref CounterRandom noise)
    {
        _line.Put("\",\"HttpCode\":\""u8).Put(log.HttpCode).Put("\",\"LocalIp\":\""u8).Put(log.Node.LocalIp);
        _line.Put("\",\"Product\":\""u8).Put(log.Api.Product).Put("\",\"RegionId\":\""u8).Put(log.BizRegionId);
        _line.Put("\",\"RequestContent\":\"RegionId="u8).Put(log.BizRegionId);
        _line.Put(";Action="u8).Put(log.Api.Name).Put(";Version="u8).Put(log.Api.Version).Put(";Description=实例;RequestId="u8);
        PutRequestId(_line, noise.Next(), noise.Next(), noise.Next());
        _line.Put("\",\"TotalUsedTime\":\""u8).Put(log.LatencyMs).Put("\",\"Version\":\""u8).Put(log.Api.Version);
        _line.Put("\",\"__time__\":\""u8).Put(log.EventTimeMs / 1000).Put("\"}"u8);
    }

    private static void PutAddress(LineBuffer buffer, ulong bits) => buffer
        .Put((long)(1 + bits % 223)).Put("."u8).Put((long)((bits >> 16) & 255)).Put("."u8)
        .Put((long)((bits >> 24) & 255)).Put("."u8).Put((long)(1 + (bits >> 32) % 254));

    private static void PutRequestId(LineBuffer buffer, ulong a, ulong b, ulong c) => buffer
        .PutNoise(a, 8).Put("-"u8).PutNoise(b, 4).Put("-"u8).PutNoise(b >> 20, 4).Put("-"u8).PutNoise(b >> 40, 4)
        .Put("-"u8).PutNoise(c, 12);
}
