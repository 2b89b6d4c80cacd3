#!/usr/bin/env bash
# The fast parsers of gateway logs and of combined beside the plain ones, on changed and damaged logs, with every width of vectors.
# Fails with the first log that they read differently, and says how to run it again. An idle core does ten million cases of gateway
# logs in three to four minutes, and of combined in one.
# Usage: bench/fuzz.sh [CASES [SEED]]     (default: 10000000 cases a width and format, seed 1)
set -euo pipefail
cases=${1:-10000000} seed=${2:-1}
cd "$(dirname "$0")/.."
assembly=artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll
[ -n "${SKIP_BUILD:-}" ] || dotnet build bench/Aggregator.Benchmarks -c Release -v quiet --nologo >&2

# Each variable leaves the process the next narrower vectors: VBMI2, AVX-512, AVX2, 128 bits. A processor without some of them
# does the same width twice.
for switched_off in none EnableAVX512v3 EnableAVX512 EnableAVX2 EnableHWIntrinsic; do
  for format in gateway-json combined; do
    env "DOTNET_$switched_off=0" dotnet "${ASSEMBLY:-$assembly}" fuzz --format "$format" --cases "$cases" --seed "$seed"
  done
  seed=$((seed + 1))
done
