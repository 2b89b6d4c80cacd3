#!/usr/bin/env python3
"""Shows that all contenders make the same rows, and aggregator makes them of the same logs in other forms as well: keys in any
order, white space, numbers without quotes, nested values, missing fields, and one damaged line for a hundred logs, each of which
must be malformed for the reason for which it was damaged. Fails when anything differs.

Usage: rows.py [--peers]     (default: aggregator alone; --peers: simdjson, ClickHouse and DuckDB, too)
"""
import hashlib
import os
import subprocess
import sys
import tempfile

from contenders import BENCHMARKS, CONTENDERS, DATA, LIMIT, path_of, run

# Of the sorted rows.
EXPECTED = {"small": "a1acb70a45d1cd3fec4b31db6423e2e2", "full": "805085feaf33a7bea06a452341c45063"}

failed = False


def check(what, actual, expected):
    global failed
    failed |= actual != expected
    print(f"{'same' if actual == expected else 'DIFFERENT'}  {what}: {actual}", flush=True)


def sum_of(path):
    rows = subprocess.run(["sort", path], env={**os.environ, "LC_ALL": "C"}, capture_output=True, check=True, timeout=LIMIT).stdout
    os.remove(path)
    return hashlib.md5(rows).hexdigest()


def malformed(output):
    return sorted(line for line in output.splitlines() if line.startswith("malformed "))


def main(with_peers):
    with tempfile.TemporaryDirectory(dir=os.path.dirname(path_of("small"))) as folder:
        dump, other = os.path.join(folder, "rows.tsv"), os.path.join(folder, "other.json")
        for data in DATA:
            for name, (_, command) in CONTENDERS.items():
                if with_peers or name.startswith("aggregator"):
                    run(name, command(path_of(data), 1, dump))
                    check(f"{data}, {name}", sum_of(dump), EXPECTED[data])
            damaged = malformed(run("other forms", [*BENCHMARKS, "other-forms", path_of(data), other]))
            for name, (_, command) in CONTENDERS.items():
                if not name.startswith("aggregator"):
                    continue
                outcomes = malformed(run(name, command(other, 1, dump)))
                check(f"{data}, {name}, logs in other forms", sum_of(dump), EXPECTED[data])
                check(f"{data}, {name}, damaged lines", ", ".join(outcomes), ", ".join(damaged))
    return int(failed)


sys.exit(main("--peers" in sys.argv))
