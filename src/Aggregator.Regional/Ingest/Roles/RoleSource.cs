namespace Aggregator.Regional.Ingest.Roles;

/// <summary>What gives a role its value.</summary>
/// <param name="Paths">The first of these fields that has a value.</param>
/// <param name="Constant">The value when none has; null for a missing one.</param>
/// <param name="DashIsMissing">A field that is <c>-</c>, which is how gateways write that they know nothing, has no value.</param>
internal sealed record RoleSource(IReadOnlyList<string> Paths, string? Constant = null, bool DashIsMissing = false)
{
    /// <summary>One field as it is: nothing has to be chosen.</summary>
    public bool IsPlain => Paths.Count == 1 && Constant is null && !DashIsMissing;
}
