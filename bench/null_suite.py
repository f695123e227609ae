#!/usr/bin/env python3
"""Composes uploads of video that hold none of a suite's works.

    bench/null_suite.py --works SUITE --out OUT [--minutes 600] [--seed 1]
                        SOURCE...

Each upload is a minute of shots of 2 to 12 seconds, cut from the sources at
random places and altered at random. Sources are videos and photographs, or
folders of them; photographs are panned over. They must show nothing of the
suite's works. OUT is a suite with the works of SUITE and these uploads, for
`bench/recognition video --null`. Uploads have 5 frames a second, more than a
fingerprint takes of them.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

_MINUTE_S = 60.0
_RATE = 5
_WIDTH, _HEIGHT = 480, 270
_PHOTOS = {".jpg", ".jpeg", ".png", ".webp"}
_VIDEOS = {".mp4", ".mkv", ".webm", ".ogv", ".avi"}

_ALTERATIONS = (
    "null", "null", "hflip", "eq=gamma=0.6", "eq=contrast=1.6:saturation=0.3",
    "hue=h=90", "negate", "crop=iw*0.6:ih*0.6", "crop=iw*0.5:ih*0.7:0:0",
    "rotate=0.1", "transpose=1", "noise=alls=20:allf=t", "boxblur=2",
    "drawbox=x=iw*0.1:y=ih*0.7:w=iw*0.8:h=ih*0.2:color=black@0.8:t=fill",
    "setpts=PTS/1.25", "setpts=PTS/0.8")


def length_of(path: Path) -> float:
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration",
         "-of", "csv=p=0", str(path)], check=True, capture_output=True,
        text=True).stdout.strip()
    return float(answer)


def sources_of(paths: list[Path]) -> list[tuple[Path, float | None]]:
    """Videos with their lengths, and photographs with None."""
    found: list[tuple[Path, float | None]] = []
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            suffix = file.suffix.lower()
            if suffix in _PHOTOS:
                found.append((file, None))
            elif suffix in _VIDEOS:
                found.append((file, length_of(file)))
    return found


def shot(rng: random.Random, source: tuple[Path, float | None], seconds: float,
         number: int) -> tuple[list[str], str]:
    """FFmpeg's arguments to read a shot, and the filters that make it."""
    path, length = source
    frame = f"scale={_WIDTH}:{_HEIGHT}"
    if length is None:
        reading = ["-i", str(path)]
        still = (f"loop=-1:1,setpts=N/{_RATE}/TB,"
                 f"trim=duration={seconds:.2f}")
        # From one side of the photograph to the other.
        x, y = rng.choice((("t", "0"), ("(D-t)", "0"), ("0", "t"),
                           ("0", "(D-t)"), ("t", "t")))
        size = rng.uniform(0.5, 0.8)
        at = [f"(iw-ow)*{x}/D", f"(ih-oh)*{y}/D"]
        x, y = (place.replace("D", f"{seconds:.2f}") for place in at)
        frame = f"{still},crop=iw*{size:.2f}:ih*{size:.2f}:'{x}':'{y}',{frame}"
    else:
        start = rng.uniform(0, max(0.0, length - seconds))
        reading = ["-ss", f"{start:.2f}", "-t", f"{seconds:.2f}", "-i",
                   str(path)]
        frame = f"fps={_RATE},{frame}"
    return reading, (f"[{number}]{frame},"
                     f"{rng.choice(_ALTERATIONS)},scale={_WIDTH}:{_HEIGHT},"
                     f"setsar=1,format=yuv420p,fps={_RATE}[s{number}]")


def compose(rng: random.Random, sources: list[tuple[Path, float | None]],
            out: Path) -> None:
    arguments: list[str] = []
    graph: list[str] = []
    left = _MINUTE_S
    while left > 0:
        source = rng.choice(sources)
        seconds = min(left, rng.uniform(2, 12), source[1] or _MINUTE_S)
        reading, filters = shot(rng, source, seconds, len(graph))
        arguments += reading
        graph.append(filters)
        left -= max(seconds, 1.0)
    inputs = "".join(f"[s{i}]" for i in range(len(graph)))
    graph.append(f"{inputs}concat=n={len(graph)}[out]")
    part = out.with_suffix(".part.mp4")
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "fatal", "-y", "-filter_complex_threads",
         "1", *arguments, "-filter_complex", ";".join(graph), "-map", "[out]",
         "-an", "-c:v", "libx264", "-threads", "1", "-preset", "ultrafast",
         "-crf", "24", str(part)], check=True)
    part.rename(out)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, nargs="+", metavar="SOURCE")
    parser.add_argument("--works", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    sources = sources_of(args.sources)
    if not sources:
        sys.exit("null_suite: no video and no photograph among the sources")
    videos = [length for _, length in sources if length is not None]
    queries = args.out / "queries"
    queries.mkdir(parents=True, exist_ok=True)
    shutil.copy(args.works / "references.csv", args.out / "references.csv")
    with open(args.out / "truth.jsonl", "w", encoding="utf-8") as truth:
        for number in range(args.minutes):
            query = queries / f"null-{args.seed}-{number:04}.mp4"
            if not query.exists():
                compose(random.Random(f"{args.seed}:{number}"), sources, query)
            truth.write(json.dumps({"query": query.name, "attack": "null",
                                    "kind": "video", "expect": []}) + "\n")
    print(f"{args.minutes} minutes of {len(videos)} videos, "
          f"{sum(videos) / 60:.0f} minutes, and "
          f"{len(sources) - len(videos)} photographs")


if __name__ == "__main__":
    main()
