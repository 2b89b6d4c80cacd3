#!/usr/bin/env bash
# Runs the built test projects and prints, last, "N passed, N failed, N skipped" over all of them.
# Fails when a test failed, when a project ended badly, and when no test ran at all.
# A project that takes longer than TEST_LIMIT (default: 45m) is ended, and has failed.
# Usage: eng/run-tests.sh CONFIGURATION PROJECT...
set -euo pipefail

configuration=$1 limit=${TEST_LIMIT:-45m}
shift
reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT

# count REPORT ATTRIBUTE: an attribute of the report's first <assembly …> element.
count() {
  sed -n "s/.*<assembly [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" | head -n 1
}

passed=0 failed=0 skipped=0
for project in "$@"; do
  report=$reports/$project.xml
  code=0
  # Tests send signals to what they start, which would be ignored there if they are here, as under nohup.
  timeout --foreground --kill-after=1m "$limit" env --default-signal=HUP,INT dotnet "artifacts/bin/$project/$configuration/$project.dll" -noColor -xml "$report" || code=$?
  if [ "$code" -eq 124 ] || [ "$code" -eq 137 ]; then echo "$project did not end within $limit, and was ended." >&2; fi
  if [ ! -s "$report" ] || [ -z "$(count "$report" passed)" ]; then
    echo "$project ended with code $code and without a report." >&2
    failed=$((failed + 1))
    continue
  fi
  project_failed=$(($(count "$report" failed) + $(count "$report" errors)))
  # One that passed its tests and still ended badly has failed; so has one that found none.
  if [ "$(count "$report" total)" -eq 0 ]; then
    echo "$project ran no test." >&2
    project_failed=1
  elif [ "$code" -ne 0 ] && [ "$project_failed" -eq 0 ]; then
    echo "$project ended with code $code." >&2
    project_failed=1
  fi
  passed=$((passed + $(count "$report" passed)))
  failed=$((failed + project_failed))
  skipped=$((skipped + $(count "$report" skipped)))
done

[ $((passed + failed)) -gt 0 ] || echo "No test ran." >&2
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
