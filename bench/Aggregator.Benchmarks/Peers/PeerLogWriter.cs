using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// Writes the peers' logs: one JSON object a line, every value a string, Ext5 a JSON text within its string. What a call does
/// not say is noise, drawn from the same stream of random numbers.
/// </summary>
/// <param name="isFull">Logs of 4,456 bytes, with all headers of a call; else of 708 bytes.</param>
/// <param name="random">The stream.</param>
internal sealed class PeerLogWriter(bool isFull, Xoshiro random)
{
    private readonly PeerNoise _noise = new(random);
    private readonly LineBuffer _line = new();
    private readonly LineBuffer _ext5 = new();

    /// <summary>The log with its line end; valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(in PeerCall call)
    {
        var (api, region) = (call.Api, call.Node.Region);
        _line.Clear();
        Put("{\"AK\":\"STS."u8).Noise(24);
        _line.Put("\",\"Api\":\""u8).Put(call.HasApi ? api.Name : "").Put("\",\"CallerUid\":\""u8).Put(call.Tenant.Uid);
        Put("\",\"ClientIp\":\""u8).ClientAddress();
        _line.Put("\",\"Domain\":\""u8).Put(api.Product).Put("-vpc."u8).Put(region).Put(".aliyuncs.com"u8);
        _line.Put("\",\"ErrorCode\":\""u8).Put(call.ErrorCode).Put("\",\"Ext5\":\""u8);
        WriteExt5(call);
        _line.PutEscaped(_ext5.Written).Put("\",\"HttpCode\":\""u8).Put(call.HttpCode).Put("\",\"LocalIp\":\""u8).Put(call.Node.Ip);
        _line.Put("\",\"Product\":\""u8).Put(api.Product).Put("\",\"RegionId\":\""u8).Put(region);
        WriteRequestContent(call);
        _line.Put("\",\"TotalUsedTime\":\""u8).Put(call.LatencyMs).Put("\",\"Version\":\""u8).Put(api.Version);
        _line.Put("\",\"__time__\":\""u8).Put(call.EventTime).Put("\"}\n"u8);
        return _line.Written;
    }

    private void WriteRequestContent(in PeerCall call)
    {
        _line.Put("\",\"RequestContent\":\"RegionId="u8).Put(call.Node.Region).Put(";Action="u8).Put(call.Api.Name);
        Put(";Version="u8).Put(call.Api.Version).Put(";RequestId="u8).Noise(12);
        if (!isFull) return;
        Put(";AccessKeyId=STS."u8).Noise(24);
        Put("""
            ;SignatureMethod=HMAC-SHA1;Format=JSON;Timestamp=2026-01-15T13%3A37%3A23Z;Description=实例\u0041\/测试;Filter.1.Key=\"tag\";Filter.1.Value=
            """u8).Noise(120, 120);
        Put("""
            ;Body={\"items\":[{\"id\":\"i-
            """u8).Noise(20);
        Put("""
            \",\"memo\":\"line1\\nline2\"}]};SecurityToken=
            """u8).Noise(210, 120);
    }

    // Plain JSON: the escapes of a text within a string are put when it is put into the line.
    private void WriteExt5(in PeerCall call)
    {
        _ext5.Clear();
        _ext5.Put("{\"logRegionId\":\""u8).Put(call.Node.Region).Put("\",\"appGroup\":\""u8).Put(call.Node.AppGroup);
        _ext5.Put("\",\"callerInfo\":{\"callerType\":\""u8).Put(PeerNames.CallerTypes[call.Traits % 5]);
        _ext5.Put("\",\"callerUid\":"u8).Put(call.Tenant.Uid).Put(",\"ownerId\":"u8).Put(call.Tenant.Uid);
        Inner("},\"headers\":{\"x-acs-request-id\":\""u8).Uuid();
        if (isFull) WriteHeaders(call);
        _ext5.Put("\"}}"u8);
    }

    private void WriteHeaders(in PeerCall call)
    {
        _ext5.Put("\",\"host\":\""u8).Put(call.Api.Product).Put("-vpc."u8).Put(call.Node.Region).Put(".aliyuncs.com\",\"user-agent\":\""u8);
        _ext5.Put(PeerNames.UserAgents[(int)(call.Traits >> 40) % PeerNames.UserAgents.Length]);
        Inner("""
            ","sec-ch-ua":"\"Chromium\";v=\"120\", \"Not_A Brand\";v=\"8\"","content-type":"application/x-www-form-urlencoded;charset=utf-8","accept":"application/json, text/plain, */*","accept-encoding":"gzip, deflate, br","accept-language":"zh-CN,zh;q=0.9,en;q=0.8","x-forwarded-for":"10.
            """u8).Bytes(3);
        Inner(", 100.104."u8).Bytes(2);
        Inner("\",\"authorization\":\"ACS3-HMAC-SHA256 Credential=STS."u8).Noise(24);
        Inner(",SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-security-token;x-acs-signature-nonce;x-acs-version,Signature="u8).Noise(64);
        Inner("\",\"x-acs-security-token\":\""u8).Noise(560, 160);
        Inner("==\",\"cookie\":\"cna="u8).Noise(24);
        Inner("; login_aliyunid_csrf=_csrf_tk_"u8).Noise(16);
        Inner("; aliyun_lang=zh; tfstk="u8).Noise(300, 100);
        Inner("; isg="u8).Noise(64);
        Inner("\",\"x-acs-date\":\"2026-01-15T13:37:23Z\",\"x-acs-content-sha256\":\""u8).Noise(64);
        Inner("\",\"x-acs-signature-nonce\":\""u8).Uuid();
        for (var extension = 0; extension < 5; extension++) WriteExtension(extension);
        _ext5.Put("\",\"x-console-note\":\"控制台请求-地域\",\"referer\":\"https://console.aliyun.com/"u8).Put(call.Api.Product);
        Inner("/region/"u8).Put(call.Node.Region).Put("/list?spm="u8).Noise(48);
    }

    // JSON in a string of the text in a string.
    private void WriteExtension(int number)
    {
        _ext5.Put("\",\"x-acs-ext-"u8).Put(number);
        Inner("""
            ":"{\"k\":\"
            """u8).Noise(30, 30);
        Inner("""
            \",\"n\":
            """u8).Number(1000);
        _ext5.Put("""
            ,\"path\":\"C:\\\\tmp\"}
            """u8);
    }

    private PeerNoise Put(ReadOnlySpan<byte> text) => _noise.After(_line, text);

    private PeerNoise Inner(ReadOnlySpan<byte> text) => _noise.After(_ext5, text);
}
