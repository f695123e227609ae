#!/usr/bin/env python3
"""Kills a loaded `earmark serve` without warning, again and again, and proves
that nothing acknowledged is lost and nothing is half there.

    kill_test.py EARMARK [--rounds 50] [--seed 1]

A round: start the server on the database as the last kill left it, load it from
several clients at once with registrations and screenings, SIGKILL it after a
random number of answers, note what had been acknowledged. Every round begins by asking the
new server for all that the round before got acknowledged. In the end the
database is opened by itself: each acknowledged work has its reference, each
acknowledged screening is there once, the newest work is found in an upload of
it, and `db verify` reads everything.
"""

import argparse
import array
import json
import math
import random
import signal
import subprocess
import sys
import tempfile
import threading
import wave
from pathlib import Path

CLIENTS = 3
SECONDS = 5
RATE_HZ = 11025
# A life ends a moment after this many acknowledgements, however slow the machine is.
MOST_ACKNOWLEDGED = 4
LONGEST_LIFE_S = 60


def write_tune(path: Path, seed: int) -> None:
    """A few seconds of random chords: no two seeds sound alike."""
    rng = random.Random(seed)
    samples = array.array("h")
    for _ in range(SECONDS * 4):
        notes = [110 * 2 ** (rng.randrange(48) / 12) for _ in range(3)]
        for i in range(RATE_HZ // 4):
            level = sum(math.sin(2 * math.pi * note * i / RATE_HZ) for note in notes)
            samples.append(int(9000 * level * math.exp(-3 * i / (RATE_HZ / 4)) / 3))
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())


class Server:
    """One life of `earmark serve`."""

    def __init__(self, earmark: str, database: Path):
        self.process = subprocess.Popen([earmark, "--db", str(database), "serve", "--listen", "127.0.0.1:0"],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        line = self.process.stdout.readline()
        address = [word for word in line.replace(",", " ").split() if word.startswith("127.0.0.1:")]
        if not address:
            raise RuntimeError(f"the server did not start: {line}{self.process.stdout.read()}")
        self.address = address[0].rstrip(".")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()


class Trial:
    def __init__(self, earmark: str, folder: Path, seed: int):
        self.earmark, self.folder, self.rng = earmark, folder, random.Random(seed)
        self.database = folder / "db"
        self.works: list[str] = []
        self.screenings: dict[str, str] = {}  # upload id -> screening
        self.lock = threading.Condition()
        self.number = 0

    def acknowledged(self) -> int:
        return len(self.works) + len(self.screenings)

    def call(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.earmark, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True)

    def load(self, address: str, stop: threading.Event) -> None:
        """One client: registers and screens tunes until it is told to stop."""
        while not stop.is_set():
            with self.lock:
                self.number += 1
                number = self.number
            tune = self.folder / f"tune-{number}.wav"
            write_tune(tune, number)
            added = self.call("--server", address, "works", "add", f"work-{number}", str(tune),
                              "--title", f"Tune {number}", "--owner", "owner")
            if added.returncode == 0:
                with self.lock:
                    self.works.append(f"work-{number}")
                    self.lock.notify_all()
            screened = self.call("--server", address, "--json", "screen", "--upload-id", f"upload-{number}", str(tune))
            if screened.returncode == 0:
                with self.lock:
                    self.screenings[f"upload-{number}"] = json.loads(screened.stdout)["screening"]
                    self.lock.notify_all()

    def check(self, where: list[str], works: list[str], uploads: list[str]) -> None:
        """Everything acknowledged is there, whole."""
        for work in works:
            shown = self.call(*where, "--json", "references", "list", work)
            references = [json.loads(line) for line in shown.stdout.splitlines()]
            assert shown.returncode == 0 and len(references) == 1, f"{work}: {shown.stdout}{shown.stderr}"
        for upload in uploads:
            name = self.screenings[upload]
            shown = self.call(*where, "--json", "screenings", "show", name)
            assert shown.returncode == 0, f"{upload}: {shown.stderr}"
            screening = json.loads(shown.stdout)
            assert screening["uploadId"] == upload and "decision" in screening, shown.stdout

    def round(self) -> None:
        seen_works, seen_uploads = len(self.works), len(self.screenings)
        server = Server(self.earmark, self.database)
        stop = threading.Event()
        clients = [threading.Thread(target=self.load, args=(server.address, stop)) for _ in range(CLIENTS)]
        for client in clients:
            client.start()
        enough = seen_works + seen_uploads + self.rng.randrange(MOST_ACKNOWLEDGED + 1)
        with self.lock:
            self.lock.wait_for(lambda: self.acknowledged() >= enough, LONGEST_LIFE_S)
        stop.wait(self.rng.uniform(0, 0.2))
        server.kill()
        stop.set()
        for client in clients:
            client.join()
        # The next life must know what this one acknowledged.
        server = Server(self.earmark, self.database)
        try:
            self.check(["--server", server.address], self.works[seen_works:], list(self.screenings)[seen_uploads:])
        finally:
            server.kill()

    def finish(self) -> None:
        where = ["--db", str(self.database)]
        self.check(where, self.works, list(self.screenings))
        tune = self.folder / f"tune-{self.works[-1].split('-')[1]}.wav"
        found = self.call(*where, "--json", "screen", "--upload-id", "last", str(tune))
        matched = {match["work"] for match in json.loads(found.stdout).get("matches", [])}
        assert f"works/{self.works[-1]}" in matched, found.stdout
        verified = self.call(*where, "db", "verify")
        assert verified.returncode == 0, verified.stdout + verified.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("earmark")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earmark-kill-") as folder:
        trial = Trial(args.earmark, Path(folder), args.seed)
        for _ in range(args.rounds):
            trial.round()
        trial.finish()
        print(f"{args.rounds} kills, {len(trial.works)} works and {len(trial.screenings)} screenings acknowledged, all there")
        if not trial.works or not trial.screenings:
            print("nothing was acknowledged before the kills: nothing was tested", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
