#!/usr/bin/env bash
# What a region sends on of what it reads: bytes in the compact topic after its compression (zstd, message by message), as a
# share of the bytes of the logs. Flushes every 5 s, windows of 10 s, every measure with its histogram, 12 partitions.
# The rows depend on what logs say, not on how long they are: the share of 4,456 B logs is that of 708 B logs divided by 6.3.
# Usage: bench/bytes.sh [SECONDS [LOGS_PER_SECOND...]]     (default: 30 1000 3000 10000 16700 33000 100000)
set -euo pipefail
seconds=${1:-30}
if [[ ! $seconds =~ ^[1-9][0-9]*$ ]] || [ $((seconds % 5)) -ne 0 ]; then
  echo "SECONDS must be a multiple of 5, the seconds from flush to flush, not '$seconds': logs after the last flush would be counted and not sent." >&2
  exit 2
fi
shift || true
rates=("${@:-}")
[ -n "${rates[0]}" ] || rates=(1000 3000 10000 16700 33000 100000)
cd "$(dirname "$0")/.."
command -v zstd >/dev/null || { echo 'Missing: zstd. On Debian: apt-get install zstd' >&2; exit 1; }
assembly=artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll
[ -n "${SKIP_BUILD:-}" ] || dotnet build bench/Aggregator.Benchmarks -c Release -v quiet --nologo >&2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

echo '| Logs/s | Workers | Rows a log | B a row | after zstd | B a log | of 708 B logs | of 4,456 B logs |'
echo '|---|---|---|---|---|---|---|---|'
for rate in "${rates[@]}"; do
  for workers in 1 3; do
    mkdir "$folder/sent"
    facts=$(dotnet "$assembly" sent "$rate" "$workers" "$seconds" "$folder/sent")
    zstd -q -3 --rm "$folder"/sent/*
    zipped=$(cat "$folder"/sent/*.zst | wc -c)
    rm -r "$folder/sent"
    awk -v rate="$rate" -v workers="$workers" -v facts="$facts" -v zipped="$zipped" 'BEGIN {
      split(facts, fact, " "); logs = fact[1]; rows = fact[3]
      printf "| %d | %d | %.2f | %.1f | %.1f | %.1f | %.2f %% | %.2f %% |\n", rate, workers, rows / logs, fact[5] / rows, zipped / rows,
        zipped / logs, 100 * zipped / fact[2], 100 * zipped / (logs * 4456) }'
  done
done
