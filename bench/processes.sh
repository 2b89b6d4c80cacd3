# To be sourced: processes that run in the background for a measurement, each with a log of its own in a folder that goes away
# with them. At the end they are stopped in the reverse order of their start.
folder=$(mktemp -d)
pids=()
cleanup() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null && wait "${pids[i]}" || true; done
  rm -rf "$folder"
}
trap cleanup EXIT

# begin NAME COMMAND...: runs it; its process is the last of pids.
begin() {
  local name=$1
  shift
  : >"$folder/$name.log"
  "$@" >>"$folder/$name.log" 2>&1 &
  pids+=("$!")
}

# await NAME TEXT: until the log of NAME has TEXT, for a minute.
await() {
  for _ in {1..600}; do
    grep -q "$2" "$folder/$1.log" && return
    sleep 0.1
  done
  cat "$folder/$1.log" >&2
  exit 1
}
