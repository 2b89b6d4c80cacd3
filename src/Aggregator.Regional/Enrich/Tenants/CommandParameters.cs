using System.Data.Common;
using System.Globalization;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>Parameters of a command, by number.</summary>
internal static class CommandParameters
{
    /// <summary>Adds a value; how the statement names it.</summary>
    public static string AddParameter(this DbCommand command, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@u{command.Parameters.Count}");
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return parameter.ParameterName;
    }
}
