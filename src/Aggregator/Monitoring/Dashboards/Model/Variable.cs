namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Something that the reader of a dashboard chooses.</summary>
/// <param name="Name">What queries call it, after a <c>$</c>.</param>
/// <param name="Label">What the reader sees.</param>
internal abstract record Variable(string Name, string Label);

/// <summary>The values of a label.</summary>
/// <param name="Name">What queries call it.</param>
/// <param name="Label">What the reader sees.</param>
/// <param name="ValuesOf">The label.</param>
/// <param name="Of">Selector of the series that are asked; empty asks the index of label values, which costs nothing.</param>
internal sealed record LabelVariable(string Name, string Label, string ValuesOf, string Of) : Variable(Name, Label)
{
    /// <summary>True lets the reader take several, or all.</summary>
    public bool IsMany { get; init; }

    /// <summary>Grafana's query.</summary>
    public string Query => Of.Length == 0 ? $"label_values({ValuesOf})" : $"label_values({Of}, {ValuesOf})";
}

/// <summary>A value that is typed, where a list would be too long.</summary>
/// <param name="Name">What queries call it.</param>
/// <param name="Label">What the reader sees.</param>
/// <param name="Default">The value at first.</param>
internal sealed record TextVariable(string Name, string Label, string Default) : Variable(Name, Label);

/// <summary>A value that is given, and not shown.</summary>
/// <param name="Name">What queries call it.</param>
/// <param name="Label">What it is.</param>
/// <param name="Value">The value.</param>
internal sealed record FixedVariable(string Name, string Label, string Value) : Variable(Name, Label);
