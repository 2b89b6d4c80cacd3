#!/usr/bin/env bash
# Prints deploy/central/prometheus/rules as PrometheusRules of the Prometheus operator:
#   deploy/kubernetes/prometheus-rules.sh | kubectl --namespace aggregator apply -f -
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../central/prometheus/rules"

for rules in *.yml; do
  cat <<RULE
---
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: aggregator-${rules%.yml}
  labels: { app.kubernetes.io/name: aggregator }
spec:
RULE
  sed 's/^\(.\)/  \1/' "$rules"
done
