#!/usr/bin/env bash
# How old is a log when Prometheus shows it? Runs a standalone over generated logs of three regions under a real Prometheus
# (10 s scrape), and prints percentiles of the time from a log to the first scrape that shows it.
# Usage: bench/freshness.sh [MINUTES [LOGS_PER_SECOND_AND_REGION]]     (default: 5 1000; at most 18 minutes)
#
# Gauges: from a log's event time to the first scrape whose minute includes it. At any time, now minus the end of the minute
# shown is the age of the newest log that is visible; over time, that age is distributed as the latencies of the logs are.
# Counters: from a log's arrival (log n is due at start + n / rate) to the first scrape that counts it. Add the time that your
# shipper takes. Prometheus scrapes at a phase that follows from the target's labels, and windows end every 10 s: the same
# job is scraped as 20 targets, so that the percentiles are over all phases.
set -euo pipefail
minutes=${1:-5} rate=${2:-1000}
cd "$(dirname "$0")/.."
for needed in prometheus curl; do
  command -v "$needed" >/dev/null || { echo "Missing: $needed. On Debian: apt-get install $needed" >&2; exit 1; }
done
assembly=artifacts/bin/Aggregator/release/aggregator.dll
dotnet build src/Aggregator -c Release -v quiet --nologo >&2

. bench/processes.sh
. bench/percentiles.sh
listen=127.0.0.1:${AGGREGATOR_PORT:-19464} server=127.0.0.1:${PROMETHEUS_PORT:-19090}

cat >"$folder/aggregator.yaml" <<YAML
region: cn-hangzhou
data_dir: data
sources:
  - { region: cn-hangzhou, generate: { rate: $rate, seed: 1 } }
  - { region: cn-shanghai, generate: { rate: $rate, seed: 2 } }
  - { region: ap-southeast-1, generate: { rate: $rate, seed: 3 } }
central: { listen: "$listen" }
YAML
{
  echo 'global: { scrape_interval: 10s }'
  echo 'scrape_configs: [{ job_name: aggregator, metrics_path: /metrics/self, static_configs: ['
  for phase in {1..20}; do echo "  { targets: [\"$listen\"], labels: { phase: \"$phase\" } },"; done
  echo ']}]'
} >"$folder/prometheus.yml"

begin aggregator dotnet "$assembly" standalone --config "$folder/aggregator.yaml"
aggregator=$!
begin prometheus prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/tsdb" \
  --web.listen-address="$server" --log.level=error

echo "Warming up for 30 s, then measuring for $minutes minutes…" >&2
sleep 30
from=$(date +%s)
sleep "$((minutes * 60))"
to=$(date +%s)
kill "$aggregator" && wait "$aggregator" || { cat "$folder/aggregator.log" >&2; exit 1; }

# start REGION: when its generator's log 0 was due, in seconds; the topic's name ends with it.
start() {
  dotnet "$assembly" inspect "$folder/data/compact/$1" --json | tail -n 1 |
    sed -E 's/.*"topic":"[^"]*-([0-9]+)([0-9]{3})".*/\1.\2/'
}

echo "3 regions, $rate logs/s each, $(nproc) cores, 10 s scrape, $minutes minutes"
percentiles 'gauges, from event time' 'time() - aggregator_central_published_end_seconds{scope="global"}'
for region in cn-hangzhou cn-shanghai ap-southeast-1; do
  percentiles "counters, from arrival ($region)" \
    "time() - $(start "$region") - aggregator_central_logs_read_total{source_region=\"$region\"} / $rate"
done
