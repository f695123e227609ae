"""A running `earmark serve` for the tests, and media for it."""

import array
import functools
import io
import json
import math
import random
import subprocess
import wave


class Served:
    """`earmark serve` on a free port; killed with the object."""

    def __init__(self, earmark, database):
        self.process = subprocess.Popen(
            [earmark, "--db", database, "--json", "serve", "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("serve failed: " + self.process.stderr.read())
        self.address = json.loads(line)["address"]

    def kill(self):
        """kill -9: no warning, no last word."""
        self.process.kill()
        self.process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


RATE_HZ = 11025
NOTE_SAMPLES = RATE_HZ // 3


@functools.lru_cache(maxsize=None)
def note(semitone):
    """A third of a second of one note."""
    step = 2 * math.pi * 220 * 2 ** (semitone / 12) / RATE_HZ
    return [int(8000 * math.sin(step * i)) for i in range(NOTE_SAMPLES)]


def melody(seed, seconds):
    """A WAV file: chords that follow a sequence of its own for each seed."""
    rng = random.Random(seed)
    samples = array.array("h")
    for _ in range(3 * seconds):
        chord = [note(rng.randrange(24)) for _ in range(3)]
        samples.extend(map(sum, zip(*chord)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(samples.tobytes())
    return file.getvalue()
