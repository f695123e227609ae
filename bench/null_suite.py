#!/usr/bin/env python3
"""Composes uploads of video that hold none of a suite's works.

    bench/null_suite.py --works SUITE --out OUT [--minutes 600] [--seed 1]
                        SOURCE...

Each upload is a minute of shots of 2 to 12 seconds, cut from the sources at
random places and altered at random, some with an inset of another source or
with text. Sources are videos and photographs, or folders of them; half of the
shots are of videos, if there are both, and photographs are panned over; what
ends too early stands still until the shot is over. They must show nothing of
the suite's works. OUT is a suite with the works of SUITE and these uploads, for
`bench/recognition video --null`. Uploads have 5 frames a second, more than a
fingerprint takes of them.
"""

import argparse
import dataclasses
import json
import random
import shutil
import string
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

# How many of the shots have another source in a part of the picture, and how
# many have text over it.
_INSETS = 0.2
_TEXTS = 0.2

# A video with its length in seconds, or a photograph with None.
Source = tuple[Path, float | None]


@dataclasses.dataclass
class Sources:
    photographs: list[Source]
    videos: list[Source]


def length_of(path: Path) -> float:
    answer = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration",
         "-of", "csv=p=0", str(path)], check=True, capture_output=True,
        text=True).stdout.strip()
    return float(answer)


def sources_of(paths: list[Path]) -> Sources:
    found = Sources([], [])
    for path in paths:
        if not path.exists():
            sys.exit(f"null_suite: {path}: no such file or folder")
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            suffix = file.suffix.lower()
            if suffix in _PHOTOS:
                found.photographs.append((file, None))
            elif suffix in _VIDEOS:
                found.videos.append((file, length_of(file)))
    return found


def drawn(rng: random.Random, sources: Sources) -> Source:
    """A photograph or a video, equally often; videos by their length."""
    kinds = [kind for kind in (sources.photographs, sources.videos) if kind]
    kind = rng.choice(kinds)
    return rng.choices(kind, [length or 1 for _, length in kind])[0]


def reading(rng: random.Random, source: Source, seconds: float,
            number: int) -> tuple[list[str], str]:
    """FFmpeg's arguments to read an input, and the filters that show it."""
    path, length = source
    frame = f"fps={_RATE},scale={_WIDTH}:{_HEIGHT},setsar=1"
    if length is not None:
        start = rng.uniform(0, max(0.0, length - seconds))
        return (["-ss", f"{start:.2f}", "-t", f"{seconds:.2f}", "-i",
                 str(path)], f"[{number}]{frame}")
    # From one side of the photograph to the other.
    x, y = rng.choice((("t", "0"), ("(D-t)", "0"), ("0", "t"), ("0", "(D-t)"),
                       ("t", "t")))
    size = rng.uniform(0.5, 0.8)
    at = [f"(iw-ow)*{x}/D", f"(ih-oh)*{y}/D"]
    x, y = (place.replace("D", f"{seconds:.2f}") for place in at)
    return (["-i", str(path)],
            f"[{number}]loop=-1:1,setpts=N/{_RATE}/TB,"
            f"trim=duration={seconds:.2f},"
            f"crop=iw*{size:.2f}:ih*{size:.2f}:'{x}':'{y}',{frame}")


def words(rng: random.Random) -> str:
    """A line of text somewhere in the picture."""
    text = " ".join("".join(rng.choices(string.ascii_lowercase, k=5))
                    for _ in range(rng.randint(2, 5)))
    return (f"drawtext=text='{text}':fontsize={rng.randint(14, 40)}:"
            f"fontcolor=white:box=1:boxcolor=black@{rng.uniform(0, 1):.1f}:"
            f"x=(w-tw)*{rng.random():.2f}:y=(h-th)*{rng.random():.2f}")


def shot(rng: random.Random, sources: Sources, seconds: float,
         first: int) -> tuple[list[str], list[str], str]:
    """FFmpeg's arguments to read a shot, its filters, and their output."""
    arguments, filters = reading(rng, drawn(rng, sources), seconds, first)
    output = f"[s{first}]"
    filters += f",{rng.choice(_ALTERATIONS)},scale={_WIDTH}:{_HEIGHT}"
    if rng.random() < _TEXTS:
        filters += f",{words(rng)}"
    graph = []
    if rng.random() < _INSETS:
        more, small = reading(rng, drawn(rng, sources), seconds, first + 1)
        arguments += more
        share = rng.uniform(0.2, 0.5)
        graph = [f"{filters}[b{first}]",
                 f"{small},scale=iw*{share:.2f}:-2[i{first}]"]
        filters = (f"[b{first}][i{first}]overlay=(W-w)*{rng.random():.2f}:"
                   f"(H-h)*{rng.random():.2f}")
    graph.append(f"{filters},setsar=1,format=yuv420p,fps={_RATE},"
                 f"tpad=stop_mode=clone:stop_duration={seconds:.2f},"
                 f"trim=duration={seconds:.2f}{output}")
    return arguments, graph, output


def compose(rng: random.Random, sources: Sources, out: Path) -> None:
    arguments: list[str] = []
    graph: list[str] = []
    shots: list[str] = []
    left = _MINUTE_S
    while left > 0:
        seconds = min(left, rng.uniform(2, 12))
        read, filters, output = shot(rng, sources, seconds,
                                     arguments.count("-i"))
        arguments += read
        graph += filters
        shots.append(output)
        left -= seconds
    graph.append(f"{''.join(shots)}concat=n={len(shots)}[out]")
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
    if not sources.photographs and not sources.videos:
        sys.exit("null_suite: no video and no photograph among the sources")
    filmed = sum(length for _, length in sources.videos)
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
    print(f"{args.minutes} minutes of {len(sources.videos)} videos, "
          f"{filmed / 60:.0f} minutes, and "
          f"{len(sources.photographs)} photographs")


if __name__ == "__main__":
    main()
