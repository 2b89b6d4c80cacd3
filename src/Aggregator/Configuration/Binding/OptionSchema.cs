using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;

namespace Aggregator.Configuration.Binding;

/// <summary>
/// One option of an options record: what the binder, its problems and the documentation's test know of it. Names are
/// the properties' in snake_case, or what <c>[DataMember(Name = …)]</c> says.
/// </summary>
public sealed class OptionSchema
{
    private OptionSchema(PropertyInfo property)
    {
        Property = property;
        Name = property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        IsList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        IsMap = type == typeof(IReadOnlyDictionary<string, string>);
        ValueType = IsList ? type.GetGenericArguments()[0] : IsMap ? typeof(string) : type;
        var shorthand = property.ReflectedType!.GetCustomAttribute<DefaultPropertyAttribute>(inherit: true)?.Name;
        IsShorthand = string.Equals(shorthand, property.Name, StringComparison.Ordinal);
        TakesOne = IsList && shorthand is not null;
        IsNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        Rules = [.. property.GetCustomAttributes<ValidationAttribute>(inherit: true)];
    }

    /// <summary>The name in a file.</summary>
    public string Name { get; }

    /// <summary>Where the value goes.</summary>
    public PropertyInfo Property { get; }

    /// <summary>True for a list of <see cref="ValueType"/>.</summary>
    public bool IsList { get; }

    /// <summary>True for entries with names of the user's choice; each value is text, however it is written (<c>5</c>, <c>true</c>).</summary>
    public bool IsMap { get; }

    /// <summary>The type of the value, or of a list's or map's entries: a single value or another options record.</summary>
    public Type ValueType { get; }

    /// <summary>True when <see cref="ValueType"/> is an options record.</summary>
    public bool IsRecord => ScalarType.Of(ValueType) is null;

    /// <summary>True for the record's <c>[DefaultProperty]</c>: what is written in the record's place is this option's value.</summary>
    public bool IsShorthand { get; }

    /// <summary>True for a list in a record with such a property: one value may be written without brackets.</summary>
    public bool TakesOne { get; }

    /// <summary>True when <c>null</c> may be written for "not given".</summary>
    public bool IsNullable { get; }

    /// <summary>True when a file must give it.</summary>
    public bool IsRequired => Rules.Any(rule => rule is RequiredAttribute);

    /// <summary>What a value must keep to.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; }

    /// <summary>The least and most, as a file would write them; null when any value will do.</summary>
    public (string Least, string Most)? Range => Rules.OfType<RangeAttribute>().FirstOrDefault() is { } range ? Bounds(range) : null;

    /// <summary>The options of a record in the order of its properties, inherited ones first.</summary>
    public static IReadOnlyList<OptionSchema> Of(Type record) =>
    [
        .. record.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanWrite)
            .OrderByDescending(property => property.DeclaringType != record)
            .Select(property => new OptionSchema(property)),
    ];

    /// <summary>The default as a file would write it; null when there is none.</summary>
    public string? DefaultText() => Text(Property.GetValue(Activator.CreateInstance(Property.ReflectedType!)));

    /// <summary>A value as a file would write it.</summary>
    public static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        TimeSpan duration => Duration.Format(duration),
        Enum member => ScalarType.NameOf(member),
        IReadOnlyDictionary<string, string> map => $"{{{string.Join(", ", map.Select(entry => $"{entry.Key}: {entry.Value}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private (string Least, string Most) Bounds(RangeAttribute range) => (Bound(range.Minimum), Bound(range.Maximum));

    // [Range] holds durations as text until it is first used, and the bounds of a long as doubles.
    private string Bound(object bound) => bound switch
    {
        string text when ValueType == typeof(TimeSpan) => Duration.Format(TimeSpan.Parse(text, CultureInfo.InvariantCulture)),
        double number when ValueType == typeof(long) => Text(long.CreateSaturating(number))!,
        _ => Text(bound)!,
    };
}
