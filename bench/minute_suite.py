#!/usr/bin/env python3
"""Makes a suite of uploads of one minute each, for `bench/scale search`.

    bench/minute_suite.py --yardstick ../shared/yardstick \\
        --media ../shared/corpus --out suite

Ten each of: clean ones, re-encoded; changed ones, at other speeds, tempos and
pitches; and ones that hold no registered work, clean and changed. The works are
those that the yardstick registers with its seed 1.
"""

import argparse
import csv
import json
import random
import sys
import tempfile
from pathlib import Path

_PER_KIND = 10
_MINUTE_S = 60.0

_CHANGES = {
    "speed_112": ("aresample=44100,asetrate=49392,aresample=44100", 1.12),
    "speed_090": ("aresample=44100,asetrate=39690,aresample=44100", 0.9),
    "tempo_115": ("atempo=1.15", 1.15),
    "pitch_up_2": ("rubberband=pitch=1.122462", 1.0),
    "pitch_down_3": ("rubberband=pitch=0.840896", 1.0),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--yardstick", type=Path, required=True)
    parser.add_argument("--media", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    sys.path.insert(0, str(args.yardstick))
    import yardstick  # pylint: disable=import-outside-toplevel
    from attacks import Attack  # pylint: disable=import-outside-toplevel

    queries = args.out / "queries"
    queries.mkdir(parents=True)
    media = yardstick.Media(args.media, "audio", 1, 25.0)
    with open(args.out / "references.csv", "w", newline="",
              encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["work_id", "title", "owner", "file"])
        for work, (path, _) in sorted(media.works.items()):
            rows.writerow([work, path.stem, "owner", path.resolve()])

    long_works = sorted(work for work, (_, length) in media.works.items()
                        if length > 1.2 * _MINUTE_S)
    truths = []

    def make(kind: str, number: int, graph: str, rate: float,
             work: str | None) -> None:
        rng = random.Random(f"{kind}:{number}")
        name = f"{kind}-{number}.m4a"
        attack = Attack(kind, f"[0]{graph}[out]", rate, clip_s=_MINUTE_S * rate)
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

    changes = list(_CHANGES.values())
    for number in range(_PER_KIND):
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
