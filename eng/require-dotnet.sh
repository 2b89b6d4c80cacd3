#!/usr/bin/env bash
# Ends with a remedy unless the .NET SDK that global.json asks for is here. Run from the repository's root.
set -euo pipefail

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is missing: there is no 'dotnet' on the PATH. See https://dotnet.microsoft.com/download" >&2
  exit 1
fi
if ! dotnet --version >/dev/null 2>&1; then
  echo "The .NET 10 SDK is missing: global.json asks for 10.0. Installed SDKs:" >&2
  dotnet --list-sdks >&2 || true
  echo "See https://dotnet.microsoft.com/download" >&2
  exit 1
fi
