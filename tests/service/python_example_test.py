"""examples/python/screen_file.py, against a real `earmark serve`.

Usage: python_example_test.py EARMARK STUBS SOURCE_DIR
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from served import Served, melody

EARMARK, STUBS, SOURCE_DIR = sys.argv[1:4]


class PythonExampleTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.served = Served(EARMARK, self.path("db"))
        self.addCleanup(self.served.kill)

    def path(self, name):
        return os.path.join(self.folder, name)

    def screen(self, *arguments):
        return subprocess.run(
            [
                sys.executable,
                os.path.join(SOURCE_DIR, "examples/python/screen_file.py"),
                "--server",
                self.served.address,
                "--account",
                "alice",
                *arguments,
            ],
            env={**os.environ, "PYTHONPATH": STUBS, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )

    def test_registered_song_is_found_and_a_stranger_is_not(self):
        for name, seed in ("song.wav", 1), ("other.wav", 2):
            with open(self.path(name), "wb") as file:
                file.write(melody(seed, 20))
        with open(self.path("works.csv"), "w") as table:
            table.write("work_id,title,owner,file\n")
            table.write(f"song,A Song,sun,{self.path('song.wav')}\n")
        subprocess.run(
            [EARMARK, "--server", self.served.address, "works", "import",
             self.path("works.csv")],
            check=True,
            stdout=subprocess.DEVNULL,
        )

        found = self.screen(self.path("song.wav"), "--territory", "FR")
        self.assertEqual(found.returncode, 0, found.stderr)
        answer = json.loads(found.stdout)
        self.assertEqual(answer["decision"]["action"], "TRACK")
        self.assertEqual(answer["matches"][0]["work"], "works/song")
        self.assertEqual(answer["matches"][0]["modality"], "AUDIO")

        again = self.screen(self.path("song.wav"), "--territory", "FR")
        self.assertEqual(again.stdout, found.stdout)

        stranger = self.screen(self.path("other.wav"))
        self.assertEqual(stranger.returncode, 0, stranger.stderr)
        answer = json.loads(stranger.stdout)
        self.assertEqual(answer["decision"]["action"], "ALLOW")
        self.assertNotIn("matches", answer)

    def test_file_that_is_no_media_is_an_error(self):
        with open(self.path("text.mp4"), "w") as file:
            file.write("no film at all\n")
        answer = self.screen(self.path("text.mp4"))
        self.assertEqual(answer.returncode, 1)
        self.assertTrue(answer.stderr.startswith("INVALID_ARGUMENT: "), answer.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
