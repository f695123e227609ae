#!/usr/bin/env python3
"""Keeps the shape of the house: who may include whom, and what files are called.

    layout_test.py SOURCE_DIR
"""

import re
import sys
from pathlib import Path

# Includes run one way: each folder may include itself and those before it.
FOLDERS = ["fingerprint", "index", "takedown", "service", "cli"]
OUTSIDE = ["tests", "bench"]

# Where a library may be included: a pattern of headers, and the paths allowed.
LIBRARIES = [
    (r"lib(av|sw)\w+/", r"fingerprint/worker/"),
    (r"chromaprint\.h", r"fingerprint/worker/"),
    (r"rocksdb/", r"index/"),
    (r"opencv2/", r"fingerprint/worker/(small_picture|extract)|index/internal/thumbnail|bench/train_features"),
    (r"webp/", r"fingerprint/worker/key_framer|index/internal/thumbnail"),
    (r"(grpcpp|grpc)/", r"(service|cli)/"),
    (r"CLI/", r"cli/"),
    (r"earmark/v1/", r"(service|cli)/"),
    (r"earmark/storage/v1/", r"(fingerprint|index|takedown)/internal/|fingerprint/fingerprint_codec\.cc"),
]

VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "impl", "misc"}

INCLUDE = re.compile(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', re.MULTILINE)


def faults_of(path: str, text: str) -> list[str]:
    faults = []
    folder = path.split("/")[0]
    for header in INCLUDE.findall(text):
        owner = header.split("/")[0]
        if owner in FOLDERS:
            if folder in FOLDERS and FOLDERS.index(owner) > FOLDERS.index(folder):
                faults.append(f"{path} includes {header}: {folder} must not know {owner}")
            if "/internal/" in header and folder != owner and folder not in OUTSIDE:
                faults.append(f"{path} includes {header}: that is internal to {owner}")
            if header.startswith("fingerprint/worker/") and not path.startswith("fingerprint/worker/") \
                    and folder not in OUTSIDE:
                faults.append(f"{path} includes {header}: only the worker program links decoders")
        if folder in FOLDERS:
            for pattern, allowed in LIBRARIES:
                if re.match(pattern, header) and not re.match(allowed, path):
                    faults.append(f"{path} includes {header}: allowed only in {allowed}")
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if not re.fullmatch(r"[a-z0-9_]+", stem):
        faults.append(f"{path}: file names are snake_case")
    if VAGUE & set(stem.split("_")):
        faults.append(f"{path}: the name says nothing")
    if path.endswith(".h"):
        guard = "EARMARK_" + re.sub(r"[^A-Za-z0-9]", "_", path).upper() + "_"
        if f"#ifndef {guard}\n#define {guard}\n" not in text:
            faults.append(f"{path}: the include guard must be {guard}")
    if folder in FOLDERS and path != "cli/main.cc" and f"namespace earmark::{folder}" not in text \
            and path != "fingerprint/worker/main.cc":
        faults.append(f"{path}: code of {folder} lives in namespace earmark::{folder}")
    return faults


def self_test() -> None:
    """The rules must be able to fail."""
    wrong = {
        "index/a.cc": '#include "takedown/b.h"\nnamespace earmark::index {}',
        "service/a.cc": '#include "index/internal/b.h"\nnamespace earmark::service {}',
        "takedown/a.cc": '#include <rocksdb/db.h>\nnamespace earmark::takedown {}',
        "index/string_utils.cc": "namespace earmark::index {}",
        "index/a.h": "#pragma once\nnamespace earmark::index {}",
        "cli/a.cc": "int x;",
    }
    for path, text in wrong.items():
        assert faults_of(path, text), f"{path} should have been refused"
    assert not faults_of("takedown/a.cc", '#include "index/store.h"\nnamespace earmark::takedown {}')


def main() -> int:
    self_test()
    root = Path(sys.argv[1])
    faults, seen = [], 0
    for folder in FOLDERS + OUTSIDE:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".cc", ".h"):
                seen += 1
                faults += faults_of(path.relative_to(root).as_posix(), path.read_text())
    print("\n".join(faults))
    print(f"{seen} files, {len(faults)} faults")
    return 1 if faults or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
