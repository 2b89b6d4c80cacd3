#!/usr/bin/env bash
# Judges deploy/Dockerfile without a Docker engine: its syntax, and whether what .dockerignore lets into the build is enough to publish.
# By hand: needs npm and node. Usage: eng/check-dockerfile.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

npm install --silent --no-audit --no-fund --prefix "$work/npm" dockerfile-utils
NODE_PATH=$work/npm/node_modules node -e '
  const problems = require("dockerfile-utils").validate(require("fs").readFileSync("deploy/Dockerfile", "utf8"));
  for (const problem of problems) console.error(`deploy/Dockerfile:${problem.range.start.line + 1}: ${problem.message}`);
  process.exit(problems.length === 0 ? 0 : 1);'
echo 'The syntax is right.'

# The build's context: tracked files that .dockerignore lets in.
mapfile -t allowed < <(sed -n 's/^!//p' .dockerignore)
mkdir "$work/source"
git ls-files -z -- "${allowed[@]}" | xargs -0 cp --parents -t "$work/source"
publish=$(sed -n 's|^RUN \(dotnet publish .*\) -o /app$|\1|p' deploy/Dockerfile)
(cd "$work/source" && $publish -o "$work/app")
dotnet "$work/app/aggregator.dll" --version
echo 'The context is enough to publish.'
