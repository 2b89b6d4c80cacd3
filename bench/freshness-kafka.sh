#!/usr/bin/env bash
# How old is a log when a scrape shows it, through a broker and both tiers? Sends steady traffic with simulated shipping into a
# topic; a regional job and a central job, as processes of their own, take it from there; a real Prometheus scrapes every 10 s.
# Prints percentiles of the time from a log's event time, shipping included, to the first scrape that shows it.
# Usage: bench/freshness-kafka.sh [MINUTES [LOGS_PER_SECOND [SHIPPING]]]     (default: 5 20000 2s-3s)
#
# The broker is the tests' own, in memory, or the cluster of KAFKA_BOOTSTRAP_SERVERS. Prometheus scrapes at a phase that
# follows from the target's labels: the central job is scraped as 20 targets, so that the percentiles are over all phases.
set -euo pipefail
minutes=${1:-5} rate=${2:-20000} shipping=${3:-2s-3s}
cd "$(dirname "$0")/.."
for needed in prometheus curl; do
  command -v "$needed" >/dev/null || { echo "Missing: $needed. On Debian: apt-get install $needed" >&2; exit 1; }
done
eng/install-missing.sh librdkafka.so.1:librdkafka1
assembly=artifacts/bin/Aggregator/release/aggregator.dll
broker=artifacts/bin/Aggregator.PipelineTests/release/Aggregator.PipelineTests.dll
[ -n "${SKIP_BUILD:-}" ] || dotnet build tests/Aggregator.PipelineTests -c Release -v quiet --nologo >&2

. bench/processes.sh
. bench/percentiles.sh
listen=127.0.0.1:${AGGREGATOR_PORT:-19464} server=127.0.0.1:${PROMETHEUS_PORT:-19090}

topic=freshness-logs-$$ compact=freshness-compact-$$
bootstrap=${KAFKA_BOOTSTRAP_SERVERS:-}
if [ -z "$bootstrap" ]; then
  begin broker dotnet "$broker" broker --retention 100000000
  await broker '^broker '
  bootstrap=$(sed -n 's/^broker //p' "$folder/broker.log")
fi

dotnet "$assembly" generate --tables "$folder" >/dev/null
cat >"$folder/aggregator.yaml" <<YAML
region: cn-hangzhou
data_dir: data
kafka: { bootstrap: "$bootstrap", group: $topic }
sources: [{ kafka: { topic: $topic, start: earliest } }]
compact: { topic: $compact, create: { partitions: 1, replication: 1, retention: 1h } }
dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
http: { listen: 127.0.0.1:0 }
central:
  listen: "$listen"
  regions: [{ region: cn-hangzhou, kafka: { bootstrap: "$bootstrap", topic: $compact } }]
YAML
{
  echo 'global: { scrape_interval: 10s }'
  echo 'scrape_configs: [{ job_name: aggregator, metrics_path: /metrics/self, static_configs: ['
  for phase in {1..20}; do echo "  { targets: [\"$listen\"], labels: { phase: \"$phase\" } },"; done
  echo ']}]'
} >"$folder/prometheus.yml"

started=$(date +%s.%N)
begin generate dotnet "$assembly" generate --to kafka --bootstrap "$bootstrap" --topic "$topic" --create 6 \
  --live --rate "$rate" --batch 50 --shipping "$shipping"
await generate "$topic"
begin regional dotnet "$assembly" regional --config "$folder/aggregator.yaml"
regional=$!
begin central dotnet "$assembly" central --config "$folder/aggregator.yaml"
begin prometheus prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/tsdb" \
  --web.listen-address="$server" --log.level=error

echo "Warming up for 40 s, then measuring for $minutes minutes…" >&2
sleep 40
from=$(date +%s)
cpu() { awk '{ print ($14 + $15) / 100 }' "/proc/$1/stat"; }
cpu_before=$(cpu "$regional")
sleep "$((minutes * 60))"
cpu_after=$(cpu "$regional")
to=$(date +%s)

echo "$rate logs/s, shipping $shipping, $(nproc) cores, 10 s scrape, $minutes minutes"
percentiles 'gauges, from event time' 'time() - aggregator_central_published_end_seconds{scope="global"}'
percentiles 'counters, from event time' "time() - $started - aggregator_central_logs_read_total{source_region=\"cn-hangzhou\"} / $rate"
awk -v cpu="$cpu_before $cpu_after" -v minutes="$minutes" -v rate="$rate" 'BEGIN {
  split(cpu, t, " "); printf "regional job: %.2f cores, %.2f µs CPU a log\n", (t[2] - t[1]) / (minutes * 60), (t[2] - t[1]) / (minutes * 60 * rate) * 1e6 }'
