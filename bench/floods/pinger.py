"""Asks a server on loopback for /live every 5 ms until standard input ends; prints the longest wait for an answer as JSON.

It runs in a process of its own: the longest wait is then the longest stall of the server's loop, and not one of ours.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time

EVERY = 0.005
REQUEST = b"GET /live HTTP/1.1\r\nHost: bot\r\n\r\n"


def ask(connection: socket.socket) -> None:
    """Ask once and read the whole answer."""
    connection.sendall(REQUEST)
    said = b""
    while not said.endswith(b"alive\n"):
        more = connection.recv(4096)
        if not more:
            raise ConnectionResetError
        said += more


def main(port: int) -> None:
    """Ask until told to stop."""
    longest, lost, connection = 0.0, 0, None
    began = time.perf_counter()
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        try:
            connection = connection or socket.create_connection(("127.0.0.1", port), timeout=60)
            ask(connection)
        except OSError:
            # Turned away or cut off: the wait goes on with the next connection.
            lost, connection = lost + 1, None
            continue
        longest, began = max(longest, time.perf_counter() - began), time.perf_counter()
    print(json.dumps({"longest_ms": longest * 1000, "lost": lost}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
