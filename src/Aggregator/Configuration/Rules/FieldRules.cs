using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;

namespace Aggregator.Configuration.Rules;

/// <summary><c>fields:</c> of a source: only for JSON, the roles without which no log counts, paths that are paths.</summary>
internal static class FieldRules
{
    // Of these each log must have one, or it is malformed or filtered.
    private static readonly string[] Needed = ["time", "product", "api"];

    public static void Check(RuleContext context, string path, SourceOptions source)
    {
        if (source.Fields is not { } fields || context.IsTold(path + ".format")) return;
        if (source.Format == LogFormat.Combined || source.Generate is not null)
        {
            var what = source.Generate is null ? "format combined, whose parts have names of their own" : "generate, whose logs are gateway-json";
            context.Report(path + ".fields", $"means nothing for {what}; remove it");
            return;
        }
        path += ".fields";
        var missing = source.Format == LogFormat.Json ? Needed.Where(role => !context.IsGiven($"{path}.{role}")).ToList() : [];
        if (missing.Count > 0)
        {
            context.Report(path, $"says not where a log has its {string.Join(", ", missing)}; write {string.Join(", ", missing.Select(role => $"{role}: FIELD"))}");
        }
        CheckRole(context, path + ".time", fields.Time);
        CheckRole(context, path + ".latency", fields.Latency);
        CheckRole(context, path + ".http_code", fields.HttpCode);
        CheckRole(context, path + ".product", fields.Product);
        CheckApi(context, path + ".api", fields.Api);
        CheckRole(context, path + ".version", fields.Version);
        CheckRole(context, path + ".caller_uid", fields.CallerUid);
        CheckRole(context, path + ".error_code", fields.ErrorCode);
        CheckRole(context, path + ".local_ip", fields.LocalIp);
        CheckRole(context, path + ".biz_region_id", fields.BizRegionId);
        CheckKeyValues(context, path + ".key_values", fields.KeyValues ?? []);
    }

    /// <summary>True when the source makes APIs of requests, by <c>api_segments</c>.</summary>
    public static bool ReadsRequests(SourceOptions source) => source.Fields?.Api is { Request.Count: > 0 };

    /// <summary>Reports what is no path to a field.</summary>
    /// <returns>False then.</returns>
    public static bool CheckPath(RuleContext context, string option, string text)
    {
        if (LogFields.IsPath(text)) return true;
        context.Report(option, PathProblem(text));
        return false;
    }

    private static string PathProblem(string text)
    {
        if (text.Length == 0) return "is empty; write a field's name";
        return text.EndsWith('\\')
            ? $"'{text}' ends in a backslash, which belongs before a dot in a name; remove it"
            : $"'{text}' has an empty part; write names with one dot between two, and \\. for a dot in a name";
    }

    private static void CheckApi(RuleContext context, string path, ApiFieldOptions? api)
    {
        if (api is null) return;
        CheckPaths(context, path + ".request", api.Request);
        CheckPaths(context, path + ".method", api.Method);
        if (api is { Request.Count: 0, Method.Count: > 0 } && !context.IsToldWithin(path + ".request"))
        {
            context.Report(path + ".method", "belongs to a request, and there is none; write request: FIELD, or remove it");
        }
        if (api.Request.Count == 0) CheckRole(context, path, api);
        else CheckPaths(context, path + ".from", api.From);
    }

    private static void CheckRole(RuleContext context, string path, FieldOptions? role)
    {
        if (role is null) return;
        CheckPaths(context, path + ".from", role.From);
        var constant = (role as LabelFieldOptions)?.Value;
        if (constant is "") context.Report(path + ".value", "is empty; write a value, or remove the line");
        if (role.From.Count > 0 || constant is not null || context.IsToldWithin(path)) return;
        var remedy = role is LabelFieldOptions ? "write from: FIELD or value: TEXT" : "write from: FIELD";
        context.Report(path, $"names no field; {remedy}, or remove the line");
    }

    private static void CheckKeyValues(RuleContext context, string path, IReadOnlyList<string> fields)
    {
        CheckPaths(context, path, fields);
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields.Where((outer, at) => at != i && fields[i].StartsWith(outer + ".", StringComparison.Ordinal)).FirstOrDefault() is not { } outer) continue;
            context.Report($"{path}[{i}]", $"'{fields[i]}' lies in {outer}, which has keys and no fields; keep one of them");
        }
    }

    private static void CheckPaths(RuleContext context, string option, IReadOnlyList<string> paths)
    {
        for (var i = 0; i < paths.Count; i++)
        {
            var at = context.IsGiven($"{option}[{i}]") ? $"{option}[{i}]" : option;
            if (context.IsTold(at) || !CheckPath(context, at, paths[i])) continue;
            if (paths.Take(i).Contains(paths[i], StringComparer.Ordinal)) context.Report(at, $"'{paths[i]}' is there already; remove one of them");
        }
    }
}
