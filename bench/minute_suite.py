#!/usr/bin/env python3
"""Makes a suite of uploads of one minute each, for `bench/scale search`.

    bench/minute_suite.py --yardstick ../shared/yardstick \\
        --media ../shared/corpus --out suite [--kind video] [--per-kind 10]

So many each of: clean ones, re-encoded; changed ones; and ones that hold no
registered work, clean and changed. The works are those that the yardstick
registers with its seed 1. Audio changes in speed, tempo and pitch. Minutes of
video are clips one after the other, which are changed by some of the
yardstick's attacks.
"""

import argparse
import copy
import csv
import json
import random
import sys
import tempfile
from pathlib import Path

_MINUTE_S = 60.0

_CHANGES = {
    "speed_112": ("aresample=44100,asetrate=49392,aresample=44100", 1.12),
    "speed_090": ("aresample=44100,asetrate=39690,aresample=44100", 0.9),
    "tempo_115": ("atempo=1.15", 1.15),
    "pitch_up_2": ("rubberband=pitch=1.122462", 1.0),
    "pitch_down_3": ("rubberband=pitch=0.840896", 1.0),
}

_VIDEO_CHANGES = ("v10_combo", "v11_mirror", "v02_pip_front", "v16_speed_125",
                  "v08_post3")
# Shortest files that the yardstick takes.
_AT_LEAST_S = {"audio": 25.0, "video": 6.0}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--yardstick", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--kind", choices=("audio", "video"), default="audio")
    parser.add_argument("--per-kind", type=int, default=10)
    args = parser.parse_args()
    sys.path.insert(0, str(args.yardstick))
    import yardstick  # pylint: disable=import-outside-toplevel
    import attacks  # pylint: disable=import-outside-toplevel

    queries = args.out / "queries"
    queries.mkdir(parents=True)
    media = yardstick.Media(args.media, args.kind, 1, _AT_LEAST_S[args.kind])
    with open(args.out / "references.csv", "w", newline="",
              encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["work_id", "title", "owner", "file"])
        for work, (path, _) in sorted(media.works.items()):
            rows.writerow([work, path.stem, "owner", path.resolve()])

    truths = []

    def make(kind: str, number: int, graph: str, rate: float,
             work: str | None) -> None:
        rng = random.Random(f"{kind}:{number}")
        name = f"{kind}-{number}.m4a"
        attack = attacks.Attack(kind, f"[0]{graph}[out]", rate,
                                clip_s=_MINUTE_S * rate)
        expected = []
        with tempfile.TemporaryDirectory(dir=args.out) as scratch:
            piece = Path(scratch) / "piece.mkv"
            if work is not None:
                other = rng.choice(media.speech)
                expected.append(yardstick.attacked_piece(
                    media, attack, work, other, rng, piece))
            else:
                path, length = media.unregistered[
                    number % len(media.unregistered)]
                yardstick.ffmpeg(
                    *yardstick.looped(path, length, _MINUTE_S * rate, rng),
                    "-filter_complex", attack.graph, "-map", "[out]",
                    "-c:a", "pcm_s16le", "-ar", "44100", "-ac", "2",
                    "-t", str(_MINUTE_S), str(piece))
            yardstick.join("audio", [piece], "", queries / name)
        truths.append({"query": name, "attack": kind, "kind": "audio",
                       "expect": expected})

    def make_film(kind: str, number: int, change: str, source) -> None:
        rng = random.Random(f"{kind}:{number}")
        name = f"{kind}-{number}.mp4"
        attack = next(a for a in attacks.VIDEO if a.name == change)
        works = sorted(source.works)
        rng.shuffle(works)
        expected = []
        pieces = []
        end = 0.0
        with tempfile.TemporaryDirectory(dir=args.out) as scratch:
            while end < _MINUTE_S:
                work = works[len(pieces) % len(works)]
                pieces.append(Path(scratch) / f"piece-{len(pieces)}.mkv")
                clip = yardstick.attacked_piece(
                    source, attack, work, rng.choice(media.unregistered), rng,
                    pieces[-1])
                length = clip["query_end"]
                expected.append(clip | {"query_start": end,
                                        "query_end": end + length})
                end += length
            yardstick.join("video", pieces, "", queries / name)
        truths.append({"query": name, "attack": kind, "kind": "video",
                       "expect": expected if source is media else []})

    if args.kind == "video":
        others = copy.copy(media)
        others.works = {path.stem: (path, length)
                        for path, length in media.unregistered}
        for number in range(args.per_kind):
            change = _VIDEO_CHANGES[number % len(_VIDEO_CHANGES)]
            make_film("clean", number, "v00_none", media)
            make_film("changed", number, change, media)
            make_film("unmatched", number, "v00_none", others)
            make_film("unmatched_changed", number, change, others)
    else:
        long_works = sorted(work for work, (_, length) in media.works.items()
                            if length > 1.2 * _MINUTE_S)
        changes = list(_CHANGES.values())
        for number in range(args.per_kind):
            work = long_works[number % len(long_works)]
            graph, rate = changes[number % len(changes)]
            make("clean", number, "anull", 1.0, work)
            make("changed", number, graph, rate, work)
            make("unmatched", number, "anull", 1.0, None)
            make("unmatched_changed", number, graph, rate, None)
    with open(args.out / "truth.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps(truth) + "\n" for truth in truths)


if __name__ == "__main__":
    main()
