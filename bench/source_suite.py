"""Suites without queries, which bench/scale makes works of."""

import csv
import pathlib
import re
import sys


def arguments_of(parser):
    """Adds and parses --out SUITE FOLDER..., and asks that the folders exist."""
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        if not folder.is_dir():
            sys.exit(f"{parser.prog}: {folder}: no such folder")
    return arguments


def write(out, folders, endings, kind, owner, take):
    """Writes the suite, and returns how many files it has.

    For each file below `folders` with one of the endings, take(path, stem)
    makes the suite's own file at `stem` with a suffix, and returns it, or None
    where the file is not wanted. Stems are numbered, as fingerprints are kept
    by the names of files.
    """
    out.mkdir(parents=True, exist_ok=True)
    files = 0
    with open(out / "references.csv", "w", newline="", encoding="utf-8") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["work_id", "title", "owner", "file"])
        # A file and a link to it are one.
        for path in sorted({p.resolve() for folder in folders
                            for p in folder.rglob("*")
                            if p.suffix.lower() in endings}):
            name = re.sub("[^a-z0-9]+", "-", path.stem.lower()).strip("-")
            taken = take(path, out.absolute() / f"{files + 1:04}-{name}")
            if taken is None:
                continue
            files += 1
            rows.writerow([f"{kind}-{taken.stem}", name, owner, taken])
    (out / "truth.jsonl").write_text("", encoding="utf-8")
    return files
