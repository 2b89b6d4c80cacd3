#!/usr/bin/env bash
# How fast does one regional worker read logs from a broker? Messages of 700 B, 4.5 KB and 256 KB, beside a plain consumer in
# the same run. The broker is the tests' own, in memory and a process of its own, or the cluster of KAFKA_BOOTSTRAP_SERVERS.
# Usage: bench/consumption.sh
set -euo pipefail
cd "$(dirname "$0")/.."
eng/install-missing.sh librdkafka.so.1:librdkafka1
bench=artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll
broker=artifacts/bin/Aggregator.PipelineTests/release/Aggregator.PipelineTests.dll
if [ -z "${SKIP_BUILD:-}" ]; then
  dotnet build bench/Aggregator.Benchmarks -c Release -v quiet --nologo >&2
  dotnet build tests/Aggregator.PipelineTests -c Release -v quiet --nologo >&2
fi
bootstrap=${KAFKA_BOOTSTRAP_SERVERS:-}
if [ -z "$bootstrap" ]; then
  coproc broker_process { exec dotnet "$broker" broker; }
  trap 'kill "$broker_process_PID" 2>/dev/null || true' EXIT
  read -r _ bootstrap <&"${broker_process[0]}"
fi
dotnet "$bench" consumption "$bootstrap"
