using Aggregator.Regional.Ingest.Roles;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest;

/// <summary>
/// Which fields of a source's logs are extracted, and under which number each lies in a <see cref="LogRecord"/>: first the
/// roles (those of <see cref="LogRecord.Fields"/>, then those that become numbers), then the fields that roles choose from,
/// then those that only a filter names. Built once at start and shared by every parser and filter of a source. Immutable.
/// </summary>
/// <remarks>
/// A path is a field's name, or names joined by dots that lead into nested JSON (<c>Ext5.callerInfo.callerUid</c>);
/// <c>\.</c> is a dot in a name. Behind a field of <c>key_values</c> everything is one key, dots included
/// (<c>RequestContent.Filter.1.Value</c>). A role that is one field by default has that field's number, so that it costs
/// nothing to fill; a role that the source's map names is chosen, since a dash is no value there.
/// </remarks>
public sealed class LogFields
{
    /// <summary>Number of the event time.</summary>
    internal const int Time = LogRecord.Fields.Count;

    /// <summary>Number of the HTTP status.</summary>
    internal const int HttpCode = Time + 1;

    /// <summary>Number of the latency.</summary>
    internal const int Latency = Time + 2;

    private const int RoleCount = Latency + 1;

    private readonly List<string> _paths;
    private readonly FieldMap _map;

    /// <summary>The fields of the default map, and those of <paramref name="filterPaths"/>.</summary>
    /// <exception cref="ArgumentException">A path has an empty part (see <see cref="IsPath"/>).</exception>
    public LogFields(IEnumerable<string> filterPaths)
        : this(filterPaths, new SourceOptions())
    {
    }

    /// <summary>The fields of the source's map, and those of <paramref name="filterPaths"/>.</summary>
    /// <exception cref="ArgumentException">A path has an empty part (see <see cref="IsPath"/>).</exception>
    public LogFields(IEnumerable<string> filterPaths, SourceOptions source)
    {
        var filters = filterPaths.ToList();
        if (filters.Find(path => !IsPath(path)) is { } wrong) throw new ArgumentException($"'{wrong}' is no path of a field.", nameof(filterPaths));
        _map = new FieldMap(source);
        _paths = [.. _map.Roles.Select(DirectPath)];
        Deferred = WhatCanWait(filters);
        Roles = new RoleValues(_map, [.. _map.Roles.Select((role, number) => Choice(number, role)).OfType<RoleChoice>()]);
        foreach (var path in filters) Add(path);
    }

    /// <summary>How many fields a record has: what <see cref="LogRecord.Clear"/> is called with.</summary>
    public int Count => _paths.Count;

    /// <summary>Fills the roles once a log is read.</summary>
    internal RoleValues Roles { get; }

    /// <summary>
    /// Path of the <c>k=v;k=v</c> field that needs to be read only when <see cref="RoleValues.NeedDeferred"/>; null when there
    /// is none.
    /// </summary>
    internal string? Deferred { get; }

    /// <summary>Paths by number; empty for a role that no single field fills.</summary>
    internal IReadOnlyList<string> Paths => _paths;

    /// <summary>Paths of the fields that hold <c>k=v;k=v</c>.</summary>
    internal IReadOnlyList<string> KeyValues => _map.KeyValues;

    /// <summary>True for names joined by single dots.</summary>
    public static bool IsPath(string path) => FieldPath.IsPath(path);

    /// <summary>The number of a field, or -1 when nobody named the path.</summary>
    public int NumberOf(string path) => path.Length == 0 ? -1 : _paths.IndexOf(path);

    /// <summary>True for a field whose value is not read unless a role comes to need it.</summary>
    internal bool IsDeferred(int number) => Deferred is not null && FieldPath.LeadsInto(_paths[number], Deferred);

    private static string DirectPath(RoleSource role) => role.IsPlain ? role.Paths[0] : "";

    private RoleChoice? Choice(int number, RoleSource role)
    {
        if (_paths[number].Length > 0) return null;
        var isApi = number == LogRecord.Fields.Api;
        if (role.Paths.Count == 0 && role.Constant is null && !(isApi && _map.Requests.Count > 0)) return null;
        var fields = role.Paths.Select(path => new ChosenField(Add(path), Deferred is not null && FieldPath.LeadsInto(path, Deferred))).ToList();
        var request = isApi && _map.Requests.Count > 0
            ? new ApiFromRequest([.. _map.Requests.Select(Add)], [.. _map.Methods.Select(Add)], _map.ApiSegments)
            : null;
        return new RoleChoice(number, fields, role, request);
    }

    private int Add(string path)
    {
        if (NumberOf(path) < 0) _paths.Add(path);
        return NumberOf(path);
    }

    /// <summary>One field of the log's own, in which nothing is wanted but what roles choose when they find nothing before.</summary>
    private string? WhatCanWait(List<string> filters)
    {
        if (_map.KeyValues is not [var field] || FieldPath.Read(field, []).Parts.Count > 1) return null;
        var always = _paths.Concat(filters).Concat(_map.Requests).Concat(_map.Methods);
        return always.Any(path => FieldPath.LeadsInto(path, field)) ? null : field;
    }
}
