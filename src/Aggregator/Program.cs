using Aggregator.Commands;

return await AggregatorCommand.RunAsync(args, Console.Out, Console.Error);
