#!/usr/bin/env bash
# Kills a standalone again and again while logs are written and rotated, and checks that every counter stays exact.
# Usage: eng/soak-restarts.sh [KILLS [SEED]]   (500 kills take about 15 minutes; the seed is printed)
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

export AGGREGATOR_SOAK_KILLS=${1:-500}
export AGGREGATOR_SOAK_SEED=${2:-$((RANDOM * RANDOM % 1000000))}
echo "$AGGREGATOR_SOAK_KILLS kills, seed $AGGREGATOR_SOAK_SEED"

eng/require-dotnet.sh
dotnet build tests/Aggregator.PipelineTests -c Release -v quiet
exec dotnet artifacts/bin/Aggregator.PipelineTests/release/Aggregator.PipelineTests.dll -noColor -showLiveOutput \
  -class Aggregator.PipelineTests.Restart.KillTests
