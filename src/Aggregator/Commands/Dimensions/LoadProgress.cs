using System.Globalization;

namespace Aggregator.Commands.Dimensions;

/// <summary>How far a load has come, and what of it the database keeps.</summary>
/// <param name="replaces">Whether all rows are written in one transaction, in the place of those that were there.</param>
internal sealed class LoadProgress(bool replaces)
{
    private long _sent;
    private bool _isInDoubt;

    /// <summary>The server was reached.</summary>
    public bool IsConnected { get; set; }

    /// <summary>The table was not there, and was made.</summary>
    public bool IsMade { get; set; }

    /// <summary>Rows of the file that are in the table for good.</summary>
    public long Committed { get; private set; }

    /// <summary>A sentence for a load that did not come to its end.</summary>
    public string WhatChanged => (_isInDoubt, Committed) switch
    {
        (true, _) when replaces => "The connection ended while the table was replaced: it has the old rows or the new ones; the same command can be given again.",
        (true, var rows) => Text($"The first {rows} rows of the file are in the table, or the first {_sent}: the connection ended in a commit; the same command can be given again."),
        (_, > 0 and var rows) => Text($"The first {rows} rows of the file are in the table; the same command can be given again."),
        _ => IsMade ? "The table was made, and is empty; the same command can be given again." : "Nothing was changed.",
    };

    /// <summary>Takes over what the writer has done.</summary>
    public void Take(TableWriter writer) => (Committed, _sent, _isInDoubt) = (writer.Committed, writer.Sent, writer.IsInDoubt);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
