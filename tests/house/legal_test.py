#!/usr/bin/env python3
"""Keeps docs/legal.md true: each field, command and test that it names is there.

    legal_test.py SOURCE_DIR
"""

import re
import sys
from pathlib import Path


def rows_of(text: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")]
            for line in text.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0] != "provision" and not row[0].startswith("---")]


def has_name(name: str, protos: str, headers: str, files: set[str]) -> bool:
    """Whether what a cell names is in the API, or in a header."""
    if name.endswith(".h"):
        return name in files
    if "::" in name:
        kind, member = name.split("::")
        return bool(re.search(rf"\b(struct|class) {kind}\b", headers) and re.search(rf"\b{member}\b", headers))
    *messages, last = name.split(".")
    if messages:
        message = messages[-1]
        return (not message or f"message {message} {{" in protos) and bool(re.search(rf"\b{last} = \d+", protos))
    return bool(re.search(rf"\b(message|rpc|service) {last}\b|\b{last} = \d+", protos) or
                re.search(rf"\b(struct|class) {last}\b", headers))


def words_of(command: str) -> list[str]:
    """The commands of a cell like `notices send, draft --law dsa`."""
    return re.split(r"[ ,]+", command.split("--")[0].strip(" ,")) if not command.startswith("--") else []


def faults_of(source: Path) -> list[str]:
    tests = {path.stem: path.read_text(encoding="utf-8") for path in (source / "tests").rglob("*_test.cc")}
    programs = "\n".join(path.read_text(encoding="utf-8") for path in (source / "tests").rglob("CMakeLists.txt"))
    commands = "\n".join(path.read_text(encoding="utf-8") for path in (source / "cli").rglob("*.cc"))
    protos = "\n".join(path.read_text(encoding="utf-8") for path in (source / "proto/earmark/v1").glob("*.proto"))
    header_paths = [path for folder in ("takedown", "service", "cli") for path in (source / folder).rglob("*.h")]
    headers = "\n".join(path.read_text(encoding="utf-8") for path in header_paths)
    files = {path.name for path in header_paths}
    rows = rows_of((source / "docs/legal.md").read_text(encoding="utf-8"))
    faults = []
    if len(rows) < 40:
        faults.append(f"only {len(rows)} rows were read")
    for row in rows:
        if len(row) != 5:
            faults.append(f"{row[0]}: {len(row)} cells")
            continue
        name = f"{row[0]} ({row[1][:40]})"
        for field in re.findall(r"`([^`]+)`", row[2]):
            if not has_name(field, protos, headers, files):
                faults.append(f"{name}: there is no {field}")
        for command in re.findall(r"`([^`]+)`", row[3]):
            for word in words_of(command):
                if f'"{word}"' not in commands:
                    faults.append(f"{name}: there is no command {word}")
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
