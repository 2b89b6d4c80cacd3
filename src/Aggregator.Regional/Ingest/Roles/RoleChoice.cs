namespace Aggregator.Regional.Ingest.Roles;

/// <summary>A role whose value is the first of several fields', made of a request, or a constant. Immutable.</summary>
/// <param name="role">The role's number.</param>
/// <param name="fields">The fields' numbers, in order. Without a constant, the last is taken as it is unless a dash is missing.</param>
/// <param name="source">What else decides.</param>
/// <param name="request">Makes the value of a request when no field has one; null for other roles.</param>
internal sealed class RoleChoice(int role, IReadOnlyList<ChosenField> fields, RoleSource source, ApiFromRequest? request)
{
    private readonly ChosenField[] _fields = [.. fields];
    private readonly byte[]? _constant = source.Constant is { } text ? System.Text.Encoding.UTF8.GetBytes(text) : null;
    private readonly bool _dashIsMissing = source.DashIsMissing;

    /// <summary>Sets the role of a record, or makes it missing, by the record's <paramref name="values"/>.</summary>
    public void Set(LogRecord record, in LogValues values)
    {
        foreach (var field in _fields)
        {
            if (!HasValue(values[field.Number])) continue;
            record.CopyField(field.Number, role);
            return;
        }
        if (request is not null && request.TrySet(record, values)) return;
        if (_constant is not null) record.Set(role, _constant);
        else if (_dashIsMissing) record.Unset(role);
        else record.CopyField(_fields[^1].Number, role);
    }

    /// <summary>True when the choice depends on a field whose reading was put off.</summary>
    public bool NeedsDeferred(in LogValues values)
    {
        foreach (var field in _fields)
        {
            if (field.IsDeferred) return true;
            if (HasValue(values[field.Number])) return false;
        }
        return false;
    }

    private bool HasValue(ReadOnlySpan<byte> value) => !value.IsEmpty && !(_dashIsMissing && value is [(byte)'-']);
}

/// <summary>One of the fields that a role is chosen from.</summary>
/// <param name="Number">Its number.</param>
/// <param name="IsDeferred">It lies in a field that is read only when somebody needs it.</param>
internal readonly record struct ChosenField(int Number, bool IsDeferred);
