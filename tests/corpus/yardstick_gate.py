#!/usr/bin/env python3
"""A small run of the yardstick as a gate: what copies must be found are found,
and nothing is matched that is not there.

    yardstick_gate.py SHARED_DIR EARMARK

The long runs and their tables are in docs/benchmarks.md.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

# Copies, and audio in noise, at another speed, tempo or pitch, and 3 s long;
# video in a corner, cropped and mirrored under boxes, stacked, at another speed
# and turned: these must be located.
LOCATED = ["a01", "a02", "a09", "a12", "a15", "a17", "a20", "a22",
           "v00", "v05", "v09", "v12", "v14", "v15", "v16", "v18", "v20", "v25"]
# Changes that must not be taken for something else; found or not.
UNHARMED = ["a24", "v04"]
PER_ATTACK = 2
# Of the works that stand in the queries of LOCATED.
LEAST_LOCATED = 0.9


def main() -> int:
    shared, earmark = Path(sys.argv[1]), sys.argv[2]
    yardstick = [sys.executable, "-B", str(shared / "yardstick" / "yardstick.py")]
    with tempfile.TemporaryDirectory(prefix="earmark-gate-") as scratch:
        suite, table = Path(scratch) / "suite", Path(scratch) / "result.json"
        subprocess.run([*yardstick, "make", "--media", str(shared / "corpus"), "--out", str(suite), "--seed", "7",
                        "--per-attack", str(PER_ATTACK), "--only", ",".join(LOCATED + UNHARMED)], check=True)
        subprocess.run([*yardstick, "run", "--suite", str(suite), "--earmark", earmark, "--db", str(Path(scratch) / "db"),
                        "--json", str(table)], check=True)
        result = json.loads(table.read_text())
    rows = [row for name, row in result["attacks"].items() if name[:3] in LOCATED]
    expected, located = (sum(row[field] for row in rows) for field in ("expected", "located"))
    faults = [f"false match: {m['query']} with {m['work']}" for m in result["false_matches"]]
    faults += [f"no answer: {query}" for query in result["unanswered"]]
    if len(rows) != len(LOCATED) or located < LEAST_LOCATED * expected:
        faults.append(f"located {located} of {expected}, wanted {LEAST_LOCATED:.0%}")
    print("\n".join(faults) or f"located {located} of {expected}, no false match")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
