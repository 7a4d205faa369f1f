"""Many keep-alive clients in one thread: as little work for the client as can be, so that what is
measured is the server. A request is bytes made beforehand; an answer is read to its end.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass(slots=True)
class Outcome:
    """What came back: how many of each status, how long each took, in how many seconds."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds


class _Client:
    def __init__(self, port: int) -> None:
        self.link = socket.create_connection((HOST, port), timeout=30)
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.read = b""
        self.sent_at = 0.0

    def send(self, request: bytes) -> None:
        self.read = b""
        self.sent_at = time.perf_counter()
        self.link.sendall(request)

    def receive(self) -> int | None:
        """The status, once the whole answer is there."""
        piece = self.link.recv(65536)
        if not piece:
            raise ConnectionError("the server closed a kept connection")
        self.read += piece
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return None
        return int(head[9:12])


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n")[1:]:
        if line.startswith(b"content-length:"):
            return int(line[15:])
    if head[9:12] in (b"204", b"304"):
        return 0
    raise ConnectionError("an answer without Content-Length")


def drive(port: int, make: Callable[[], bytes], *, clients: int, seconds: float) -> Outcome:
    """Every client sends its next request as soon as it has its answer, for so many seconds."""
    chooser = selectors.DefaultSelector()
    everybody = [_Client(port) for _ in range(clients)]
    began = time.perf_counter()
    outcome, until = Outcome(0.0), began + seconds
    for client in everybody:
        client.send(make())
        chooser.register(client.link, selectors.EVENT_READ, client)
    busy = len(everybody)
    while busy:
        for key, _ in chooser.select(timeout=30) or _silent():
            client = key.data
            status = client.receive()
            if status is None:
                continue
            moment = time.perf_counter()
            outcome.statuses[status] += 1
            outcome.latencies.append(moment - client.sent_at)
            if moment < until:
                client.send(make())
            else:
                busy -= 1
    outcome.seconds = time.perf_counter() - began
    for client in everybody:
        client.link.close()
    return outcome


def _silent() -> list[tuple[selectors.SelectorKey, int]]:
    raise ConnectionError("the server is silent")


def get(port: int, path: str, headers: str = "") -> tuple[bytes, bytes]:
    """(head, body) of one GET over a connection of its own."""
    with socket.create_connection((HOST, port), timeout=30) as link:
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\n{headers}Connection: close\r\n\r\n"
        )
        link.sendall(request.encode())
        read = b""
        while piece := link.recv(65536):
            read += piece
    head, _, body = read.partition(b"\r\n\r\n")
    return head, body
