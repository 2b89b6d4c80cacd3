#!/usr/bin/env bash
# What a series and a sample take in Prometheus: memory, CPU, bytes on disk. A standalone with generated traffic is scraped every
# 10 s; then Prometheus writes what it holds as a block.
# Usage: bench/sizing-prometheus.sh [MINUTES [TENANTS [APIS]]]     (default: 20 5000 1000)
set -euo pipefail
minutes=${1:-20} tenants=${2:-5000} apis=${3:-1000}
cd "$(dirname "$0")/.."
for needed in prometheus curl jq; do
  command -v "$needed" >/dev/null || { echo "Missing: $needed. On Debian: apt-get install $needed" >&2; exit 1; }
done
assembly=${AGGREGATOR:-artifacts/bin/Aggregator/release/aggregator.dll}
[ -n "${SKIP_BUILD:-}" ] || dotnet build src/Aggregator -c Release -v quiet --nologo >&2

. bench/processes.sh
listen=127.0.0.1:${AGGREGATOR_PORT:-19464} server=127.0.0.1:${PROMETHEUS_PORT:-19090}

dotnet "$assembly" generate --tables "$folder" --tenants "$tenants" --apis "$apis" --products 50 --all-levels >/dev/null
cat >"$folder/aggregator.yaml" <<YAML
region: cn-hangzhou
data_dir: data
sources: [{ generate: { rate: 3000, tenants: $tenants, products: 50, apis: $apis } }]
dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
central: { listen: "$listen" }
YAML
echo "{ global: { scrape_interval: 10s }, scrape_configs: [{ job_name: aggregator, static_configs: [{ targets: ['$listen'] }] }] }" >"$folder/prometheus.yml"
begin standalone dotnet "$assembly" standalone --config "$folder/aggregator.yaml"
begin prometheus prometheus --config.file="$folder/prometheus.yml" --storage.tsdb.path="$folder/tsdb" --web.listen-address="$server" --web.enable-admin-api \
  --log.level=error
echo "Scraping for $minutes minutes…" >&2
sleep "$((minutes * 60))"

metric() { curl -sf "http://$server/metrics" | awk -v name="$1" '$1 == name { print $2 }'; }
memory=$(metric process_resident_memory_bytes) cpu=$(metric process_cpu_seconds_total) wal=$(du -sb "$folder/tsdb/wal" | cut -f 1)
name=$(curl -sf -X POST "http://$server/api/v1/admin/tsdb/snapshot" | jq -r .data.name)
block=$(dirname "$folder/tsdb/snapshots/$name"/*/meta.json)
jq -r --argjson memory "$memory" --argjson cpu "$cpu" --argjson wal "$wal" \
  --argjson chunks "$(du -sb "$block/chunks" | cut -f 1)" --argjson index "$(du -sb "$block/index" | cut -f 1)" \
  '.stats | "\(.numSeries) series, \(.numSamples) samples\nmemory   \($memory / .numSeries | floor) B a series, the program itself included\n"
    + "CPU      \($cpu / .numSamples * 1e6 * 100 | floor / 100) µs a sample\n"
    + "disk     \($chunks / .numSamples * 100 | floor / 100) B a sample, \($index / .numSeries | floor) B a series and block, log \($wal / .numSamples * 100 | floor / 100) B a sample"' "$block/meta.json"
