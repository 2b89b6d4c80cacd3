#!/usr/bin/env bash
# Checks grafana/dashboards against the types of npm's @grafana/schema, by TypeScript's compiler. Needs npm and a network:
# run it by hand when the form of the dashboards changes; ./test checks the same rules as far as they are written there.
# eng/check-dashboards.sh [FOLDER]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
dashboards=$(cd "${1:-$root/grafana/dashboards}" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >package.json <<'JSON'
{ "private": true, "type": "module", "dependencies": { "@grafana/schema": "13.2.3", "typescript": "7.0.2" } }
JSON
npm install --no-audit --no-fund --loglevel=error

# A literal in TypeScript, because the compiler widens what it reads from a .json file: "stat" becomes string.
{
  cat "$root/eng/dashboard-types.ts"
  for file in "$dashboards"/*.json; do
    printf '\n// %s\nchecked(' "$(basename "$file")"
    cat "$file"
    printf ');\n'
  done
} >dashboards.ts
node_modules/.bin/tsc --noEmit --strict --skipLibCheck --target es2022 --module esnext --moduleResolution bundler dashboards.ts
printf '%d dashboards have the types of @grafana/schema %s.\n' \
  "$(find "$dashboards" -name '*.json' | wc -l)" "$(node -p 'require("@grafana/schema/package.json").version')"
