# To be sourced: percentiles of what a Prometheus at $server answers from $from to $to, in s since the Unix epoch.

# percentiles TITLE EXPRESSION: over time, phases and whatever else the expression tells apart.
percentiles() {
  curl -sf "http://$server/api/v1/query_range" --data-urlencode "query=$2" -d "start=$from" -d "end=$to" -d "step=0.1" |
    grep -oE '"-?[0-9.e+]+"\]' | tr -d '"]' | sort -g |
    awk -v title="$1" '{ age[NR] = $1 } END {
      if (NR == 0) { print title ": nothing was scraped"; exit 1 }
      printf "%-40s P50 %4.1f s   P99 %4.1f s   max %4.1f s\n", title, age[int(NR * 0.5) + 1], age[int(NR * 0.99) + 1], age[NR]
    }'
}
