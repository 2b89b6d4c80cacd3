#!/usr/bin/env bash
# The constants of docs/SIZING.md: what a log costs a regional job, how many rows a log makes, what a row takes in the topic and
# costs the centre, what both keep in memory. Steady live traffic goes through a broker and both tiers, each a process of its own;
# CPU seconds and sizes are measured, no rates, so that other work on the machine does little harm.
# Usage: bench/sizing.sh [LOGS_PER_SECOND [TENANTS [APIS [SECONDS]]]]     (default: 2000 20000 2000 60)
set -euo pipefail
rate=${1:-2000} tenants=${2:-20000} apis=${3:-2000} seconds=${4:-60}
cd "$(dirname "$0")/.."
for needed in curl kcat zstd; do
  command -v "$needed" >/dev/null || { echo "Missing: $needed. On Debian: apt-get install $needed" >&2; exit 1; }
done
eng/install-missing.sh librdkafka.so.1:librdkafka1
assembly=${AGGREGATOR:-artifacts/bin/Aggregator/release/aggregator.dll}
broker=${BROKER:-artifacts/bin/Aggregator.PipelineTests/release/Aggregator.PipelineTests.dll}
[ -n "${SKIP_BUILD:-}" ] || dotnet build tests/Aggregator.PipelineTests -c Release -v quiet --nologo >&2

. bench/processes.sh
metrics_of() { sed -n 's/^Metrics: \([^ ]*\).*/\1/p' "$folder/$1.log"; } # metrics_of NAME: its address

begin broker dotnet "$broker" broker
await broker '^broker '
bootstrap=$(sed -n 's/^broker //p' "$folder/broker.log")
products=$((apis / 40 > 300 ? 300 : apis / 40 + 1))
traffic=(--tenants "$tenants" --apis "$apis" --products "$products")
dotnet "$assembly" generate "${traffic[@]}" --tables "$folder" --all-levels >/dev/null
cat >"$folder/aggregator.yaml" <<YAML
region: cn-hangzhou
kafka: { bootstrap: "$bootstrap" }
sources: [{ kafka: { topic: logs } }]
compact: { topic: compact, create: { replication: 1 } }
dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
http: { listen: 127.0.0.1:0 }
central: { listen: 127.0.0.1:0, regions: [{ region: cn-hangzhou, kafka: { bootstrap: "$bootstrap", topic: compact } }] }
YAML
begin generate dotnet "$assembly" generate --to kafka --bootstrap "$bootstrap" --topic logs --create 4 --live --rate "$rate" --batch 20 "${traffic[@]}"
await generate logs
begin regional dotnet "$assembly" regional --config "$folder/aggregator.yaml"
begin central dotnet "$assembly" central --config "$folder/aggregator.yaml"
await regional 'Metrics: '
await central 'Metrics: '

# sum FILE PATTERN: over the samples that begin with it.
sum() { awk -v pattern="^$2" '$0 ~ pattern { sum += $NF } END { printf "%.6f", sum }' "$1"; }
# merge_cpu PID: CPU seconds of the thread that merges.
merge_cpu() { awk '/^[0-9]+ \(central\) / { print ($14 + $15) / 100 }' /proc/"$1"/task/*/stat; }
scrape() { # scrape WHEN: both jobs' metrics, and the merge thread's time
  merge_cpu "${pids[3]}" >"$folder/merge.$1"
  curl -sf "$(metrics_of regional)" >"$folder/regional.$1"
  curl -sf "$(metrics_of central)" >"$folder/central.$1"
}
difference() { # difference JOB PATTERN: what a counter gained
  echo "$(sum "$folder/$1.after" "$2") $(sum "$folder/$1.before" "$2")" | awk '{ printf "%.6f", $1 - $2 }'
}

echo "Warming up for 20 s, then measuring for $seconds s…" >&2
sleep 20
scrape before
first=$(kcat -Q -b "$bootstrap" -t compact:0:-1 | sed -n 's/.*offset //p')
sleep "$seconds"
scrape after
last=$(kcat -Q -b "$bootstrap" -t compact:0:-1 | sed -n 's/.*offset //p')

# A second centre reads all of it from the beginning: what a row costs without waiting for any.
kill "${pids[1]}" "${pids[2]}" # the generator and the regional job
wait "${pids[1]}" "${pids[2]}" || true
begin backlog dotnet "$assembly" central --config "$folder/aggregator.yaml" --data-dir "$folder/backlog"
await backlog 'Metrics: '
merged_by() { # merged_by NAME: logs that it has merged
  curl -sf "$(metrics_of "$1")/self" >"$folder/$1.merged"
  sum "$folder/$1.merged" aggregator_central_row_logs_total | cut -d . -f 1
}
sleep 2 # the first centre has the last flush
merged=$(merged_by central)
until [ "$(merged_by backlog)" -eq "$merged" ]; do sleep 0.5; done
backlog_merge=$(merge_cpu "${pids[4]}")
backlog_cpu=$(sum "$folder/backlog.merged" process_cpu_seconds_total)

# The batches of that time, as they were sent, and one by one as zstd leaves them, which is the producers' setting.
mkdir "$folder/batches"
for ((offset = first; offset < last; offset++)); do
  # At a transaction's marker the next message comes: it is written twice under one name.
  kcat -C -e -q -b "$bootstrap" -t compact -p 0 -o "$offset" -c 1 -f '%s' >"$folder/batch"
  cp "$folder/batch" "$folder/batches/$(sha256sum <"$folder/batch" | cut -c 1-32)"
done
wire=$(cat "$folder"/batches/* | wc -c)
zipped=$(for batch in "$folder"/batches/*; do zstd -q -3 -c "$batch"; done | wc -c)

awk -v rate="$rate" -v tenants="$tenants" -v apis="$apis" -v seconds="$seconds" -v wire="$wire" -v zipped="$zipped" \
  -v logs="$(difference regional aggregator_regional_logs_total)" -v rows="$(difference regional aggregator_regional_rows_total)" \
  -v flushes="$(difference regional aggregator_regional_flushes_total)" \
  -v regional="$(difference regional process_cpu_seconds_total)" -v central="$(difference central process_cpu_seconds_total)" \
  -v merge="$(cat "$folder/merge.after") $(cat "$folder/merge.before")" \
  -v regional_heap="$(sum "$folder/regional.after" dotnet_gc_heap_bytes)" -v regional_rss="$(sum "$folder/regional.after" process_resident_memory_bytes)" \
  -v central_heap="$(sum "$folder/central.after" dotnet_gc_heap_bytes)" -v central_rss="$(sum "$folder/central.after" process_resident_memory_bytes)" \
  -v label_sets="$(sum "$folder/central.after" 'aggregator_central_label_sets{')" -v series="$(grep -c '^namespace_' "$folder/central.after")" \
  -v bytes="$(wc -c <"$folder/central.after")" -v backlog_logs="$merged" -v backlog_cpu="$backlog_cpu" -v backlog_merge="$backlog_merge" 'BEGIN {
    printf "%d logs/s, %d tenants, %d APIs: %d logs in %d s\n", rate, tenants, apis, logs, seconds
    printf "regional job   %.1f µs CPU a log, heap %.0f MB, RSS %.0f MB\n", regional / logs * 1e6, regional_heap / 1e6, regional_rss / 1e6
    printf "rows           %.3f a log, %.0f a second, in %d flushes\n", rows / logs, rows / seconds, flushes
    printf "topic          %.1f B a row, %.1f after zstd; %.1f B a log after zstd\n", wire / rows, zipped / rows, zipped / logs
    printf "centre         %.1f µs CPU a row, %.3f cores; heap %.0f MB, RSS %.0f MB\n", central / rows * 1e6, central / seconds, central_heap / 1e6, central_rss / 1e6
    backlog_rows = backlog_logs * rows / logs
    printf "backlog        %.1f µs CPU a row, %.1f of them of the merge thread, of a centre that begins anew and reads %d rows\n", backlog_cpu / backlog_rows * 1e6, backlog_merge / backlog_rows * 1e6, backlog_rows
    split(merge, cpu, " ")
    printf "merge thread   %.2f µs CPU a row, publications included\n", (cpu[1] - cpu[2]) / rows * 1e6
    printf "exposition     %d series of %d label sets, %.0f B a series\n", series, label_sets, bytes / series
  }'
