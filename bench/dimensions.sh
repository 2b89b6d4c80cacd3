#!/usr/bin/env bash
# What do tables in a database cost a regional job, beside the same tables in CSV files? A standalone reads the same file of
# generated logs with either, in turns, and its logs/s and CPU time a log are compared. Then: how long 200,000 gateway nodes
# take to load, and how long logs take at worst while they are loaded again and swapped in.
# Usage: bench/dimensions.sh [LOGS [ROUNDS]]     (default: 2000000 3; about 1 GB of disk for a million logs)
#
# The server is a MariaDB of its own, or that of MYSQL_HOST, MYSQL_PORT, MYSQL_DATABASE, MYSQL_USER and MYSQL_PWD, whose tables
# gateway_cluster_dim, user_level_dim and api_dim are made and REPLACED.
set -euo pipefail
logs=${1:-2000000} rounds=${2:-3}
cd "$(dirname "$0")/.."
eng/install-missing.sh curl:curl
assembly=artifacts/bin/Aggregator/release/aggregator.dll bench=artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll
if [ -z "${SKIP_BUILD:-}" ]; then
  dotnet build src/Aggregator -c Release -v quiet --nologo >&2
  dotnet build bench/Aggregator.Benchmarks -c Release -v quiet --nologo >&2
fi

. bench/processes.sh
listen=127.0.0.1:${AGGREGATOR_PORT:-19464}

host=${MYSQL_HOST:-} port=${MYSQL_PORT:-3306} database=${MYSQL_DATABASE:-gateway} user=${MYSQL_USER:-root}
if [ -z "$host" ]; then
  eng/install-missing.sh mariadb-install-db:mariadb-server
  # Debian keeps the server where only root's path leads; the right to be another user is root's.
  PATH=$PATH:/usr/sbin host=127.0.0.1 port=${MARIADB_PORT:-13306} user=root as=()
  [ "$(id -u)" -ne 0 ] || as=(--user=root)
  mariadb-install-db --no-defaults --datadir="$folder/mariadb" --auth-root-authentication-method=normal --skip-test-db ${as[@]+"${as[@]}"} >/dev/null
  echo "CREATE DATABASE IF NOT EXISTS \`$database\`;" >"$folder/init.sql"
  begin mariadb mariadbd --no-defaults --datadir="$folder/mariadb" --socket="$folder/socket" --port="$port" --bind-address=127.0.0.1 --skip-name-resolve \
    --skip-log-bin --init-file="$folder/init.sql" ${as[@]+"${as[@]}"}
  server=$!
  until (: >"/dev/tcp/$host/$port") 2>/dev/null; do
    kill -0 "$server" 2>/dev/null || { cat "$folder/mariadb.log" >&2; exit 1; }
    sleep 0.2
  done
fi

# 1. logs and tables: 200,000 gateway nodes (of the generated ones, some have no row), four times as many tenants as are held
dotnet "$assembly" generate --count "$logs" --rate 10000 --start 1768484240 --regions cn-hangzhou,cn-shanghai,ap-southeast-1 --nodes 72200 --tenants 200000 --output "$folder/logs.jsonl" --tables "$folder/tables" >&2
for table in clusters tenants apis; do
  dotnet "$assembly" dimensions load "$folder/tables/$table.csv" --host "$host" --port "$port" --database "$database" --user "$user" --create --replace >&2
done

# 2. a configuration of either
head() { printf 'region: cn-hangzhou\ndata_dir: %s\nsources: [{ file: logs.jsonl, follow: false }]\ncentral: { listen: "%s" }\ndimensions:\n' "$1" "$listen"; }
{ head csv; for table in clusters tenants apis; do echo "  $table: { csv: tables/$table.csv }"; done; } >"$folder/csv.yaml"
{
  head mysql
  printf '  mysql: { host: "%s", port: %s, database: "%s", username: "%s", password: "${MYSQL_PWD:-}" }\n' "$host" "$port" "$database" "$user"
  for table in clusters tenants apis; do echo "  $table: { mysql: {} }"; done
} >"$folder/mysql.yaml"

metric() { curl -sf "http://$listen/metrics/self" | awk -v name="$1" '$1 ~ "^" name "([{]|$)" { sum += $NF } END { printf "%.6f\n", sum }'; }

# run KIND: reads all logs, from the loaded tables to the last log counted by the central tier; prints logs/s and CPU µs a log.
run() {
  rm -rf "${folder:?}/$1"
  MYSQL_PWD=${MYSQL_PWD:-} begin "$1" dotnet "$assembly" standalone --config "$folder/$1.yaml" --log-level warning
  local pid=$! begun cpu
  await "$1" '^Metrics: '
  begun=$(date +%s%N) cpu=$(metric process_cpu_seconds_total)
  until [ "$(metric aggregator_central_logs_read_total)" = "$logs.000000" ]; do
    kill -0 "$pid" 2>/dev/null || { cat "$folder/$1.log" >&2; exit 1; }
    sleep 0.1
  done
  awk -v kind="$1" -v logs="$logs" -v ns="$(($(date +%s%N) - begun))" -v cpu="$cpu" -v end="$(metric process_cpu_seconds_total)" \
    -v unknown="$(metric aggregator_regional_tenant_unknown_total)" -v misses="$(metric aggregator_regional_tenant_misses_total)" \
    'BEGIN { printf "%s %.0f %.3f %d %d\n", kind, logs / (ns / 1e9), (end - cpu) / logs * 1e6, misses, unknown }'
  kill "$pid" && wait "$pid" || { cat "$folder/$1.log" >&2; exit 1; }
}

# 3. in turns; of the rounds, the median
for ((round = 1; round <= rounds; round++)); do
  for kind in csv mysql; do run "$kind" | tee -a "$folder/results" >&2; done
done
median() { awk -v kind="$1" -v column="$2" '$1 == kind { print $column }' "$folder/results" | sort -g | sed -n "$(((rounds + 1) / 2))p"; }
echo "$logs logs, $rounds rounds, $(nproc) cores; medians"
for kind in csv mysql; do echo "$kind: $(median "$kind" 2) logs/s, $(median "$kind" 3) CPU µs a log"; done
awk -v a="$(median mysql 2)" -v b="$(median csv 2)" -v c="$(median mysql 3)" -v d="$(median csv 3)" \
  'BEGIN { printf "mysql / csv: %.2f of the logs/s, %.2f of the CPU a log\n", a / b, c / d }'
awk '$1 == "mysql" { misses += $4; unknown += $5 } END { printf "tenants of flushes that were looked up: %d, of them unknown at first: %d\n", misses, unknown }' "$folder/results"

# 4. load and swap
MYSQL_PWD=${MYSQL_PWD:-} dotnet "$bench" swap "$host" "$port" "$database" "$user"
