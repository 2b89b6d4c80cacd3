namespace Aggregator.Commands.Rules;

/// <summary>A threshold as the command line gives it; no value means off.</summary>
internal readonly record struct Threshold(double? Value);
