#!/usr/bin/env python3
"""Screens one file with a running Earmark service, and prints the screening.

The stubs are made from the protos alone (Debian: protobuf-compiler-grpc,
python3-grpcio, python3-protobuf):

    mkdir -p stubs
    protoc -Iproto --python_out=stubs --grpc_out=stubs \\
        --plugin=protoc-gen-grpc=$(which grpc_python_plugin) \\
        proto/earmark/v1/*.proto
    PYTHONPATH=stubs python3 examples/python/screen_file.py --account alice clip.mp4

Exit status: 0 the upload may be published (ALLOW or TRACK), 3 it needs more
than that, 1 it could not be screened, 2 wrong usage.
"""

import argparse
import hashlib
import os
import random
import sys
import time

import grpc
from google.protobuf import json_format

from earmark.v1 import screening_pb2
from earmark.v1 import screening_service_pb2 as screening
from earmark.v1 import screening_service_pb2_grpc as screening_grpc

CHUNK_BYTES = 256 << 10
ATTEMPTS = 6
# What can go away by itself. Everything else needs a change of the request.
TRANSIENT = (
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.RESOURCE_EXHAUSTED,
    grpc.StatusCode.ABORTED,
)


def upload_id_of(path):
    """The same file is the same upload: a repeated question, not a new one."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def messages(path, arguments):
    """The messages of one upload: the header, then the bytes."""
    yield screening.ScreenUploadRequest(
        header=screening.UploadHeader(
            upload_id=arguments.upload_id or upload_id_of(path),
            account=arguments.account,
            file_name=os.path.basename(path),
            territories=arguments.territory,
            size_bytes=os.path.getsize(path),
        )
    )
    with open(path, "rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield screening.ScreenUploadRequest(chunk=chunk)


def seconds_to_wait(error, attempt):
    """What the service asks for, or else back-off that doubles."""
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-retry-pushback-ms":
            return int(value) / 1000
    return random.uniform(0.5, 1.0) * 2**attempt


def screen(stub, path, arguments):
    """Screens the file; tries again when that can help."""
    for attempt in range(ATTEMPTS):
        try:
            # A stream is read once, so each attempt makes its own.
            return stub.ScreenUpload(
                messages(path, arguments), timeout=arguments.timeout
            )
        except grpc.RpcError as error:
            if error.code() not in TRANSIENT or attempt + 1 == ATTEMPTS:
                raise
            time.sleep(seconds_to_wait(error, attempt))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
    )
    parser.add_argument("file")
    parser.add_argument("--server", default="127.0.0.1:7411", metavar="HOST:PORT")
    parser.add_argument("--account", required=True, help="who uploads")
    parser.add_argument(
        "--upload-id", help="the pipeline's id (default: the file's SHA-256)"
    )
    parser.add_argument(
        "--territory",
        action="append",
        default=[],
        metavar="CODE",
        help="where it will be published, like FR; repeat it (default: everywhere)",
    )
    parser.add_argument("--timeout", type=float, default=600, metavar="SECONDS")
    arguments = parser.parse_args()

    with grpc.insecure_channel(arguments.server) as channel:
        stub = screening_grpc.ScreeningServiceStub(channel)
        try:
            answer = screen(stub, arguments.file, arguments)
        except grpc.RpcError as error:
            # Not screened is not clear: the upload must wait.
            print(f"{error.code().name}: {error.details()}", file=sys.stderr)
            return 1
    print(json_format.MessageToJson(answer))
    publish = (screening_pb2.Decision.ALLOW, screening_pb2.Decision.TRACK)
    return 0 if answer.decision.action in publish else 3


if __name__ == "__main__":
    sys.exit(main())
