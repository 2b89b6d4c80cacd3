#!/usr/bin/env python3
"""Runs the contenders in turns, so that what else the machine does hits all alike, and prints the least CPU seconds of each.

Usage: rounds.py [ROUNDS] [--with 'NAME=COMMAND']...     (default: 5 rounds)
A COMMAND may hold {F} for the file of logs and must print cpu=SECONDS. bench/peers/setup.sh makes what is needed.
"""
import os
import sys

from contenders import CLICKHOUSE, CONTENDERS, DATA, DUCKDB, SIMDJSON, cpu_of, path_of


def commands(arguments):
    """By contender and data."""
    of = {(name, data): command(path_of(data), passes, None) for name, (passes, command) in CONTENDERS.items() for data in DATA}
    for option, value in zip(arguments, arguments[1:]):
        if option != "--with":
            continue
        name, command = value.split("=", 1)
        of.update({(name, data): command.replace("{F}", path_of(data)).split() for data in DATA})
    return of


def main(arguments):
    rounds = int(arguments[0]) if arguments and arguments[0].isdigit() else 5
    of, best = commands(arguments), {}
    for _ in range(rounds):
        for (name, data), command in of.items():
            best[name, data] = min(cpu_of(name, command), best.get((name, data), float("inf")))
    for data, logs in DATA.items():
        size = os.path.getsize(path_of(data))
        print(f"\n{data}: {logs:,} logs of {size / logs:,.0f} B, {rounds} rounds")
        print("| | CPU s | MB/s | logs/s | of simdjson | of ClickHouse | of DuckDB |\n|---|---|---|---|---|---|---|")
        for name in dict.fromkeys(name for name, _ in of):
            cpu = best[name, data]
            ratios = [best[other, data] / cpu for other in (SIMDJSON, CLICKHOUSE, DUCKDB)]
            print(f"| {name} | {cpu:.3f} | {size / cpu / 1e6:,.0f} | {logs / cpu:,.0f} | {' | '.join(f'{ratio:.2f}' for ratio in ratios)} |")


main(sys.argv[1:])
