"""The programs that do the core work, and how each is called: it prints cpu=SECONDS of its best pass, and can dump its rows."""
import os
import re
import subprocess
import sys

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PEERS = os.environ.get("PEERS", os.path.join(REPOSITORY, ".peers"))
DIMENSIONS = os.path.join(PEERS, "data")
DATA = {"small": 1_000_000, "full": 250_000}  # logs
BENCHMARKS = ["dotnet", os.path.join(REPOSITORY, "artifacts/bin/Aggregator.Benchmarks/release/Aggregator.Benchmarks.dll")]

SIMDJSON, CLICKHOUSE, DUCKDB = "simdjson + tuned group-by, C++", "ClickHouse, 1 thread", "DuckDB, 1 thread"

# A run of these takes seconds, and the first of a database up to a minute.
LIMIT = 900  # seconds


def core_work(*options):
    def command(data, passes, dump):
        arguments = ["core-work", "--input", data, "--dimensions", DIMENSIONS, "--passes", str(passes), *options]
        return BENCHMARKS + arguments + (["--dump", dump] if dump else [])
    return command


def peer(*program):
    return lambda data, passes, dump: [*program, data, DIMENSIONS, str(passes)] + ([dump] if dump else [])


# Each with its passes a round: enough for just-in-time compilers and caches to be warm.
CONTENDERS = {
    "aggregator, chunks": (8, core_work()),
    "aggregator, one log a call": (8, core_work("--one-log-a-call")),
    SIMDJSON: (5, peer(os.path.join(PEERS, "simdjson"))),
    CLICKHOUSE: (3, peer("node", os.path.join(PEERS, "sql", "clickhouse.js"))),
    DUCKDB: (3, peer("node", os.path.join(PEERS, "sql", "duckdb.js"))),
}


def path_of(data):
    return os.path.join(PEERS, "data", data + ".json")


def run(name, command):
    """The output of a program that must end well, and soon enough."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        sys.exit(f"{name}: did not end within {LIMIT} s and was killed: {' '.join(command)}")
    if done.returncode != 0:
        sys.exit(f"{name}: {' '.join(command)}\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return done.stdout


def cpu_of(name, command):
    output = run(name, command)
    found = re.search(r"cpu=([\d.]+)", output)
    return float(found.group(1)) if found else sys.exit(f"{name}: no cpu= in its output\n{output[-500:]}")
