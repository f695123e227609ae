"""Kills a loaded `earmark serve` 50 times (kill -9) and opens its database again:
nothing that was acknowledged is lost, nothing is half there.

Usage: kill_test.py EARMARK STUBS [ROUNDS]
"""

import functools
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

EARMARK, STUBS = sys.argv[1:3]
ROUNDS = int(sys.argv[3]) if len(sys.argv) > 3 else 50
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, STUBS)

import grpc

from earmark.v1 import catalog_service_pb2 as catalog
from earmark.v1 import catalog_service_pb2_grpc as catalog_grpc
from earmark.v1 import screening_service_pb2 as screening
from earmark.v1 import screening_service_pb2_grpc as screening_grpc
from served import Served, melody

CALLERS = 4
SEARCHED = 40
DEADLINE_S = 60


@functools.lru_cache(maxsize=8)
def content_of(work):
    """The one recording of a work."""
    return melody(work, 8)


class Caller:
    """One client. Its requests follow from its number, so that those without an
    answer can be repeated word for word."""

    fault = None

    def __init__(self, number):
        self.number = number
        self.next = 0
        # What was acknowledged: name or id -> the answer.
        self.works = {}
        self.references = {}
        self.screenings = {}

    def connect(self, channel):
        self.catalog = catalog_grpc.CatalogServiceStub(channel)
        self.screening = screening_grpc.ScreeningServiceStub(channel)

    def step(self):
        """The next request; counts only once it is answered."""
        number = self.next
        work = f"w-{self.number}-{number // 3}"
        file = content_of(work)
        if number % 3 == 0:
            self.works[work] = self.catalog.CreateWork(
                catalog.CreateWorkRequest(
                    work_id=work,
                    work=catalog.Work(title=work, owner="owners/o"),
                    request_id=f"r-{self.number}-{number}",
                ),
                timeout=DEADLINE_S,
            )
        elif number % 3 == 1:
            header = catalog.ReferenceHeader(
                parent=f"works/{work}",
                request_id=f"r-{self.number}-{number}",
                size_bytes=len(file),
            )
            reference = self.catalog.AddReference(
                iter(
                    [
                        catalog.AddReferenceRequest(header=header),
                        catalog.AddReferenceRequest(chunk=file),
                    ]
                ),
                timeout=DEADLINE_S,
            )
            self.references[reference.name] = reference
        else:
            upload_id = f"u-{self.number}-{number}"
            answer = self.upload(upload_id, file)
            # Its work was registered just before, perhaps by a server that
            # is dead now.
            assert f"works/{work}" in {m.work for m in answer.matches}, work
            self.screenings[upload_id] = answer
        self.next += 1

    def upload(self, upload_id, file):
        header = screening.UploadHeader(
            upload_id=upload_id, account="a", size_bytes=len(file)
        )
        return self.screening.ScreenUpload(
            iter(
                [
                    screening.ScreenUploadRequest(header=header),
                    screening.ScreenUploadRequest(chunk=file),
                ]
            ),
            timeout=DEADLINE_S,
        )

    def run_until_killed(self):
        try:
            while True:
                self.step()
        except grpc.RpcError as error:
            # The server is gone; any other error is a fault.
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                self.fault = error
        except AssertionError as error:
            self.fault = error

    def check(self, rng, everything):
        """What was acknowledged is there as it was; what was under way can be
        finished."""

        def some(answers):
            names = list(answers)
            return names if everything else names[-2:] + rng.sample(
                names, min(2, len(names))
            )

        for work in some(self.works):
            got = self.catalog.GetWork(catalog.GetWorkRequest(name=f"works/{work}"))
            assert got == self.works[work], (got, self.works[work])
        for name in some(self.references):
            got = self.catalog.GetReference(catalog.GetReferenceRequest(name=name))
            assert got == self.references[name], (got, self.references[name])
        for upload_id in some(self.screenings):
            stored = self.screenings[upload_id]
            got = self.screening.GetScreening(
                screening.GetScreeningRequest(name=stored.name)
            )
            assert got == stored, (got, stored)
        self.step()


def check_nothing_is_half_there(callers, rng):
    """The catalogue lists what was acknowledged (every request under way at a
    kill has been finished since), no more; and it can be found by its content."""
    caller = callers[0]
    listed = {}
    request = catalog.ListWorksRequest(page_size=1000)
    while True:
        page = caller.catalog.ListWorks(request)
        for work in page.works:
            parent = catalog.ListReferencesRequest(parent=work.name)
            for reference in caller.catalog.ListReferences(parent).references:
                listed[reference.name] = reference
        request.page_token = page.next_page_token
        if not request.page_token:
            break
    acknowledged = {
        name: reference
        for caller in callers
        for name, reference in caller.references.items()
    }
    assert listed == acknowledged, listed.keys() ^ acknowledged.keys()
    for name in rng.sample(sorted(listed), min(SEARCHED, len(listed))):
        work = name.split("/")[1]
        answer = caller.upload(f"last-{work}", content_of(work))
        assert name in {match.reference for match in answer.matches}, name


def main():
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        database = os.path.join(folder, "db")
        callers = [Caller(number) for number in range(CALLERS)]
        for round_number in range(ROUNDS + 1):
            last = round_number == ROUNDS
            with Served(EARMARK, database) as served:
                with grpc.insecure_channel(served.address) as channel:
                    for caller in callers:
                        caller.connect(channel)
                    if round_number == 0:
                        callers[0].catalog.CreateOwner(
                            catalog.CreateOwnerRequest(owner_id="o")
                        )
                    for caller in callers:
                        caller.check(rng, last)
                    if last:
                        check_nothing_is_half_there(callers, rng)
                        break
                    threads = [
                        threading.Thread(target=caller.run_until_killed)
                        for caller in callers
                    ]
                    for thread in threads:
                        thread.start()
                    time.sleep(rng.uniform(0.02, 0.4))
                    served.kill()
                    for thread in threads:
                        thread.join()
                    for caller in callers:
                        if caller.fault:
                            raise caller.fault
        subprocess.run(
            [EARMARK, "--db", database, "db", "verify"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        print(
            f"{ROUNDS} kills: {sum(len(c.works) for c in callers)} works, "
            f"{sum(len(c.references) for c in callers)} references, "
            f"{sum(len(c.screenings) for c in callers)} screenings kept"
        )


if __name__ == "__main__":
    main()
