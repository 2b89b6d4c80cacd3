using System.Buffers.Binary;
using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Requests;
using Aggregator.PipelineTests.Broker.Security;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Net;

/// <summary>Serves one client: its requests one after the other, in order, as Kafka does.</summary>
internal sealed class ClientConnection(Stream stream, RequestTable requests, SaslSession sasl, FaultTable faults, RequestCounts counts, FreezeGate freeze)
{
    /// <summary>Serves until the client goes, a fault closes the connection, or the broker stops.</summary>
    public async Task ServeAsync(CancellationToken stop)
    {
        while (await RequestFrame.ReadAsync(stream, stop) is { } frame)
        {
            if (!await ServeAsync(frame, stop)) return;
        }
    }

    // False: the connection is to be closed.
    private async Task<bool> ServeAsync(RequestFrame frame, CancellationToken stop)
    {
        counts.Add(frame.Api);
        await freeze.PassAsync(stop);
        var fault = faults.Decide(new RequestFacts(frame.Api, frame.Version, frame.ClientId, frame.Body.Bytes));
        if (fault is { Delay.Ticks: > 0 }) await Task.Delay(fault.Delay, stop);
        if (fault?.Effect == FaultEffect.DropBefore) return false;

        if (requests.Find(frame.Api, frame.Version) is not { } handler) return await RefuseVersionAsync(frame, stop);
        if (!sasl.Allows(frame.Api)) return false;
        frame.Body.Flexible = handler.IsFlexible(frame.Version);
        frame.Body.EndOfStructure();
        var response = new ResponseWriter(frame.Body.Flexible);
        // The answer to ApiVersions has the old header in all versions: the client cannot know yet which to expect.
        if (frame.Api != ApiKey.ApiVersions) response.EndOfStructure();
        var request = new Request(frame.Api, frame.Version, frame.ClientId, frame.Body, sasl, fault is { Effect: FaultEffect.AnswerError } ? fault.Error : ErrorCode.None);
        var answered = await handler.Handle(request, response);

        if (fault?.Effect == FaultEffect.DropAfter) return false;
        await freeze.PassAsync(stop);
        if (answered) await SendAsync(frame, response, stop);
        return true;
    }

    private async Task<bool> RefuseVersionAsync(RequestFrame frame, CancellationToken stop)
    {
        if (frame.Api != ApiKey.ApiVersions) throw new InvalidDataException($"The broker does not know {frame.Api} version {frame.Version}.");
        await SendAsync(frame, requests.RefuseApiVersions(), stop);
        return true;
    }

    private async Task SendAsync(RequestFrame frame, ResponseWriter response, CancellationToken stop)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(header, checked((int)response.Length + 4));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), frame.Correlation);
        await stream.WriteAsync(header, stop);
        foreach (var part in response.Parts()) await stream.WriteAsync(part, stop);
        await stream.FlushAsync(stop);
    }
}
