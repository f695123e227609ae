#!/usr/bin/env python3
"""Makes a suite without queries of all music below some folders.

    bench/music_suite.py --out SUITE FOLDER...

For `bench/scale`: music to make works of, or to compose minutes of query of.
Takes what FFmpeg can read of .flac, .mp3, .ogg, .opus and .wav files of 40 s
and more, says how long it is in all, and leaves it where it is.
"""

import argparse
import csv
import pathlib
import re
import subprocess
import sys

ENDINGS = {".flac", ".mp3", ".ogg", ".opus", ".wav"}
SHORTEST_S = 40


def duration_of(path):
    """In seconds; 0 for what cannot be read."""
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
         "csv=p=0", path], capture_output=True, text=True, check=False)
    try:
        return float(probed.stdout)
    except ValueError:
        return 0.0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    for folder in arguments.folders:
        if not folder.is_dir():
            sys.exit(f"music_suite: {folder}: no such folder")
    arguments.out.mkdir(parents=True, exist_ok=True)
    files = 0
    seconds = 0.0
    with open(arguments.out / "references.csv", "w", newline="") as table:
        rows = csv.writer(table, lineterminator="\n")
        rows.writerow(["work_id", "title", "owner", "file"])
        for path in sorted(p.resolve() for folder in arguments.folders
                           for p in folder.rglob("*")
                           if p.suffix.lower() in ENDINGS):
            length = duration_of(path)
            if length < SHORTEST_S:
                continue
            files += 1
            seconds += length
            # Fingerprints are kept by the names of files: each has its own.
            name = re.sub("[^a-z0-9]+", "-", path.stem.lower()).strip("-")
            link = arguments.out / f"{files:04}-{name}{path.suffix.lower()}"
            link.unlink(missing_ok=True)
            link.symlink_to(path)
            rows.writerow([f"audio-{link.stem}", name, "music",
                           link.absolute()])
    (arguments.out / "truth.jsonl").write_text("")
    print(f"{files} files, {seconds / 60:.0f} minutes")


if __name__ == "__main__":
    main()
