#!/usr/bin/env python3
"""Keeps docs/legal.md true: each test that it names is there, and each command.

    legal_test.py SOURCE_DIR
"""

import re
import sys
from pathlib import Path


def rows_of(text: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0] != "provision" and not row[0].startswith("---")]


def faults_of(source: Path) -> list[str]:
    tests = {path.stem: path.read_text(encoding="utf-8") for path in (source / "tests").rglob("*_test.cc")}
    programs = "\n".join(path.read_text(encoding="utf-8") for path in (source / "tests").rglob("CMakeLists.txt"))
    commands = "\n".join(path.read_text(encoding="utf-8") for path in (source / "cli").rglob("*.cc"))
    rows = rows_of((source / "docs/legal.md").read_text(encoding="utf-8"))
    faults = []
    if len(rows) < 40:
        faults.append(f"only {len(rows)} rows were read")
    for row in rows:
        if len(row) != 5:
            faults.append(f"{row[0]}: {len(row)} cells")
            continue
        name = f"{row[0]} ({row[1][:40]})"
        for option in re.findall(r"--[a-z-]+", row[3]):
            if f'"{option}"' not in commands:
                faults.append(f"{name}: there is no option {option}")
        if row[4] in ("-", "the same"):
            continue
        file = ""
        for part in row[4].split(", "):
            if ": " in part:
                file, part = part.split(": ")
            if file and file not in tests:
                faults.append(f"{name}: there is no test file {file}")
            elif file and f", {part})" not in tests[file]:
                faults.append(f"{name}: {file} has no test {part}")
            elif not file and part not in programs and not any(part in text for text in tests.values()):
                faults.append(f"{name}: there is no journey {part}")
    return faults


def main() -> int:
    faults = faults_of(Path(sys.argv[1]))
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
