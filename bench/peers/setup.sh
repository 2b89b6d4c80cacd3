#!/usr/bin/env bash
# Builds the programs that core-work is compared with, and the data that they read, in $PEERS (default: .peers in the repository).
# It takes about 3 minutes and 3 GB. On Debian it installs what is missing of g++, libsimdjson-dev, nodejs, npm and python3, by
# apt-get; chdb (ClickHouse) and @duckdb/node-api come from the registry that npm is set to.
set -euo pipefail
cd "$(dirname "$0")/../.."
peers=${PEERS:-$PWD/.peers}
mkdir -p "$peers/data" "$peers/sql"

needed=()
for package in g++ libsimdjson-dev nodejs npm python3; do
  case $package in
    libsimdjson-dev) [ -e /usr/include/simdjson.h ] ;;
    nodejs) command -v node >/dev/null ;;
    *) command -v "$package" >/dev/null ;;
  esac || needed+=("$package")
done
if [ ${#needed[@]} -gt 0 ]; then
  echo "Installing ${needed[*]}" >&2
  apt-get update -qq && apt-get install -y -qq --no-install-recommends "${needed[@]}"
fi

g++ -O3 -march=native -std=c++20 -DNDEBUG bench/peers/simdjson.cpp -o "$peers/simdjson" -lsimdjson
cp bench/peers/*.js "$peers/sql"
if [ ! -d "$peers/sql/node_modules/chdb" ] || [ ! -d "$peers/sql/node_modules/@duckdb/node-api" ]; then
  echo 'Installing chdb and @duckdb/node-api' >&2
  # Versions of DuckDB's package are named as pre-releases are (1.5.6-r.1), which no range takes.
  npm install --prefix "$peers/sql" --loglevel=error --no-fund --no-audit chdb@^3.4 @duckdb/node-api
fi

dotnet build bench/Aggregator.Benchmarks -c Release -v quiet --nologo >&2
benchmarks=(dotnet artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll)

# data PROFILE LOGS MD5: makes a file of logs unless it is there, whole and right.
data() {
  local file=$peers/data/$1.json
  if [ ! -e "$file" ]; then
    "${benchmarks[@]}" peer-data "$1" "$2" "$file.part" "$peers/data"
    mv "$file.part" "$file"
  fi
  if ! md5sum --check --status <<<"$3  $file"; then
    echo "$file is not what bench/README.md describes: its md5 is not $3. Remove it and run this again; if that does not help, peer-data makes other logs than before." >&2
    exit 1
  fi
}
data small 1000000 988a20f873517fe3f19b3f86f384f5d2
data full 250000 43c456b6ebf088994041973aae59b093
ls -l "$peers/data"
