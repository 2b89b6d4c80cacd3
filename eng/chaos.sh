#!/usr/bin/env bash
# Both tiers as processes over a test broker: kills workers and the centre at random moments and inside transactions, freezes
# them, stops the broker, drops connections, answers errors, and checks at the end that every counter is exact.
# Usage: eng/chaos.sh [KILLS [SEED]]   (100 kills take about 10 minutes; the seed is printed)
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

export AGGREGATOR_CHAOS_KILLS=${1:-100}
export AGGREGATOR_CHAOS_SEED=${2:-$((RANDOM * RANDOM % 1000000))}
echo "$AGGREGATOR_CHAOS_KILLS kills, seed $AGGREGATOR_CHAOS_SEED"

eng/require-dotnet.sh
eng/install-missing.sh librdkafka.so.1:librdkafka1
dotnet build tests/Aggregator.PipelineTests -c Release -v quiet
exec dotnet artifacts/bin/Aggregator.PipelineTests/release/Aggregator.PipelineTests.dll -noColor -showLiveOutput \
  -class Aggregator.PipelineTests.Kafka.Chaos.ChaosTests
