#!/usr/bin/env python3
"""Makes a suite without queries of all pictures below some folders.

    bench/picture_suite.py --out SUITE FOLDER...

For `bench/scale`: video to make works of. Over each picture of 400 pixels and
more (.jpg, .jpeg, .png, .webp) a camera moves for 8 s, at one of several sizes
and in one of several directions. Files that exist are kept.
"""

import argparse
import random
import re
import subprocess

import source_suite

ENDINGS = {".jpg", ".jpeg", ".png", ".webp"}
SMALLEST = 400
FRAMES = 40
RATE = 5
WIDTH, HEIGHT = 480, 270


def size_of(path):
    """The shorter side, in pixels; 0 for what cannot be read."""
    probed = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=width,height",
         "-of", "csv=p=0", path], capture_output=True, text=True, check=False)
    sides = re.findall(r"\d+", probed.stdout)
    return min(map(int, sides[:2])) if len(sides) >= 2 else 0


def pan(path, out):
    """Returns whether it went well."""
    rng = random.Random(path.name)
    first, last = rng.uniform(1.0, 2.2), rng.uniform(1.0, 2.2)
    from_x, to_x, from_y, to_y = (rng.random() for _ in range(4))
    moved = f"on/{FRAMES}"
    graph = (f"scale={3 * WIDTH}:{3 * HEIGHT}"
             ":force_original_aspect_ratio=increase,"
             f"crop={3 * WIDTH}:{3 * HEIGHT},"
             f"zoompan=z='{first}+({last - first})*{moved}'"
             f":x='(iw-iw/zoom)*({from_x}+({to_x - from_x})*{moved})'"
             f":y='(ih-ih/zoom)*({from_y}+({to_y - from_y})*{moved})'"
             f":d={FRAMES}:s={WIDTH}x{HEIGHT}:fps={RATE},format=yuv420p")
    made = subprocess.run(
        ["ffmpeg", "-v", "error", "-y", "-threads", "1", "-i", path, "-vf",
         graph, "-frames:v", str(FRAMES), "-c:v", "libx264", "-preset",
         "ultrafast", "-crf", "18", out], capture_output=True, check=False)
    return made.returncode == 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments = source_suite.arguments_of(parser)

    def take(path, stem):
        out = stem.with_name(stem.name + ".mp4")
        if size_of(path) < SMALLEST or not (out.exists() or pan(path, out)):
            return None
        return out

    files = source_suite.write(arguments.out, arguments.folders, ENDINGS,
                               "video", "pictures", take)
    print(f"{files} pictures")


if __name__ == "__main__":
    main()
