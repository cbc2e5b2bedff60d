"""A service manager's ear: each datagram at a Unix socket becomes a line of JSON, a list of its variables.

The argument is the socket's path. Ends with its input.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import socket
import sys

MOST = 4096

with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, selectors.DefaultSelector() as ready:
    ear.bind(sys.argv[1])
    ready.register(ear, selectors.EVENT_READ)
    ready.register(sys.stdin, selectors.EVENT_READ)
    print(json.dumps(["bound"]), flush=True)
    with contextlib.suppress(EOFError):
        while True:
            for key, _ in ready.select():
                if key.fileobj is sys.stdin:
                    raise EOFError
                data, files, _, _ = socket.recv_fds(ear, MOST, 16)
                # systemd-notify waits until the one that came with BARRIER=1 is closed.
                for file in files:
                    os.close(file)
                print(json.dumps(data.decode().split("\n")), flush=True)
