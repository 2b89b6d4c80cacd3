#!/usr/bin/env bash
# Prints deploy/central/prometheus/rules, and files of teams (`aggregator rules`), as PrometheusRules of the Prometheus operator:
#   deploy/kubernetes/prometheus-rules.sh [FILE.yml]... | kubectl --namespace aggregator apply -f -
set -euo pipefail
shipped=$(dirname "${BASH_SOURCE[0]}")/../central/prometheus/rules

# print NAME FILE: the name becomes one that Kubernetes takes.
print() {
  cat <<RULE
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: $(tr '[:upper:]' '[:lower:]' <<<"$1" | tr -c 'a-z0-9\n' -)
  labels: { app.kubernetes.io/name: aggregator }
spec:
RULE
  sed 's/^\(.\)/  \1/' "$2"
}

for rules in "$shipped"/*.yml; do print "aggregator-$(basename "$rules" .yml)" "$rules"; done
for rules in "$@"; do print "aggregator-team-$(basename "$rules" .yml)" "$rules"; done
