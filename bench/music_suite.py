#!/usr/bin/env python3
"""Makes a suite without queries of all music below some folders.

    bench/music_suite.py --out SUITE FOLDER...

For `bench/scale`: music to make works of, or to compose minutes of query of.
Takes what FFmpeg can read of .flac, .mp3, .ogg, .opus and .wav files of 40 s
and more, says how long it is in all, and leaves it where it is.
"""

import argparse
import subprocess

import source_suite

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
    arguments = source_suite.arguments_of(parser)
    seconds = 0.0

    def take(path, stem):
        nonlocal seconds
        length = duration_of(path)
        if length < SHORTEST_S:
            return None
        seconds += length
        link = stem.with_name(stem.name + path.suffix.lower())
        link.unlink(missing_ok=True)
        link.symlink_to(path)
        return link

    files = source_suite.write(arguments.out, arguments.folders, ENDINGS,
                               "audio", "music", take)
    print(f"{files} files, {seconds / 60:.0f} minutes")


if __name__ == "__main__":
    main()
