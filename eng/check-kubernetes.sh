#!/usr/bin/env bash
# Renders every overlay of deploy/kubernetes, and the rules as PrometheusRules, and judges each object by the JSON schema of its kind.
# By hand: needs npm, node and a kubectl of 1.21 or later. What needs none of these is in ./test.
# Usage: eng/check-kubernetes.sh
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for overlay in deploy/kubernetes/overlays/*/; do
  kubectl kustomize "$overlay" >"$work/$(basename "$overlay").yaml"
done
deploy/kubernetes/prometheus-rules.sh >"$work/rules.yaml"

# kubernetes-models has the schemas of Kubernetes, @kubernetes-models/prometheus-operator those of the operator's kinds.
cp eng/check-kubernetes.mjs "$work"
cd "$work"
echo '{"private": true, "type": "module"}' >package.json
npm install --silent --no-audit --no-fund kubernetes-models@5 @kubernetes-models/prometheus-operator@6 js-yaml@4 typescript@5
node check-kubernetes.mjs objects.ts ./*.yaml
npx --no-install tsc --noEmit --strict --skipLibCheck --module nodenext --moduleResolution nodenext objects.ts
echo 'No object has a field that its kind does not know.'
