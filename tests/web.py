"""A web on loopback that is as hostile as a test wants, a canary that nobody may touch, and a watch on every connection."""

from __future__ import annotations

import asyncio
import errno
import gzip
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.evidence.fetcher import Fetcher, Limits

HERE, CANARY = "127.0.0.2", "127.0.0.1"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def says(body: str | bytes = "", status: int = 200, kind: str = "text/html", **headers: str) -> Answer:
    """One whole answer."""
    raw = body.encode() if isinstance(body, str) else body
    named = {"Content-Type": kind, "Content-Length": str(len(raw)), **{k.replace("_", "-"): v for k, v in headers.items()}}

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head(status, named) + raw)

    return answer


def leads_to(target: str, status: int = 302) -> Answer:
    return says("", status, Location=target)


def tells(value: object, status: int = 200) -> Answer:
    return says(json.dumps(value), status, "application/json")


def head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape")


async def says_nothing(_writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def hangs_up(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


def drips(before: bytes = head(200, {"Content-Type": "text/html", "Content-Length": "1000000"}), piece: bytes = b"x") -> Answer:
    """One byte (or piece) now and then, for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.01)

    return answer


def endless(piece: bytes, web: Web, **headers: str) -> Answer:
    """A body without an end; what was really sent is counted in `web.sent`."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(head(200, {"Content-Type": "text/html", **{k.replace("_", "-"): v for k, v in headers.items()}}))
        while True:
            writer.write(piece)
            await writer.drain()
            web.sent += len(piece)

    return answer


BOMB = gzip.compress(b"\0" * 50_000_000)


@dataclass
class Web:
    """Answers by (host, path); remembers what was asked, and how many were asked at once."""

    port: int = 0
    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    touched: int = 0
    """Connections that reached the canary."""
    connected: list[tuple[str, int]] = field(default_factory=list)
    """Every place that anything in the process wanted to connect to."""
    looked_up: list[str] = field(default_factory=list)
    names: dict[str, list[Sequence[str]]] = field(default_factory=dict)
    sent: int = 0
    now: datetime = NOW
    most_at_once: int = 0
    most_for_a_host: int = 0
    _at_once: list[str] = field(default_factory=list)
    _serving: set[asyncio.Task] = field(default_factory=set)

    def on(self, address: str, *answers: Answer) -> str:
        """What `host/path` answers, in order; the last is repeated. Gives the address to visit."""
        host, _, path = address.partition("/")
        self.answers[host, "/" + path] = list(answers)
        self.names.setdefault(host, [[HERE]])
        return self.url(address)

    def url(self, address: str, scheme: str = "http") -> str:
        host, _, path = address.partition("/")
        return f"{scheme}://{host}:{self.port}/{path}"

    async def look_up(self, name: str) -> Sequence[str]:
        """The addresses of a name, in order; the last are repeated."""
        self.looked_up.append(name)
        given = self.names.get(name)
        if not given:
            raise OSError("no such name")
        return given.pop(0) if len(given) > 1 else given[0]

    def fetcher(self, limits: Limits | None = None, **rules: object) -> Fetcher:
        """A way out that permits this web's own address and port, and nothing else."""
        given: dict = {
            "look_up": self.look_up,
            "allowed": lambda address: address == IPv4Address(HERE),
            "ports": frozenset({self.port}),
            "limits": limits or Limits(seconds=5.0),
            "now": lambda: self.now,
        }
        return Fetcher(**{**given, **rules})

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.current_task())
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in lines if line)}
            host, path = headers["host"].partition(":")[0], first.split(" ")[1]
            self.asked.append((host, path))
            self.headers.append(headers)
            self._at_once.append(host)
            self.most_at_once = max(self.most_at_once, len(self._at_once))
            self.most_for_a_host = max(self.most_for_a_host, self._at_once.count(host))
            try:
                answers = self.answers.get((host, path), [says("Not Found", 404)])
                await (answers.pop(0) if len(answers) > 1 else answers[0])(writer)
                await writer.drain()
            finally:
                self._at_once.remove(host)
                writer.close()

    async def rest(self) -> None:
        """Break off all that is still being answered."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def touch(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.touched += 1
        writer.transport.abort()


@asynccontextmanager
async def a_web(monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext | None = None) -> AsyncIterator[Web]:
    """A web and its canary (on the same port of another address). Nothing in the process gets out of loopback meanwhile."""
    web = Web()
    loop = asyncio.get_running_loop()
    connect = loop.sock_connect

    async def watched(sock, place):
        web.connected.append((place[0], place[1]))
        if place[0] not in {HERE, CANARY}:
            raise OSError(errno.ENETUNREACH, "a test leaves loopback")
        return await connect(sock, place)

    monkeypatch.setattr(loop, "sock_connect", watched)
    # The canary first: its address is everybody's, and its port may be taken; nobody else uses the other.
    canary = await asyncio.start_server(web.touch, CANARY, 0)
    web.port = canary.sockets[0].getsockname()[1]
    try:
        server = await asyncio.start_server(web.serve, HERE, web.port, ssl=tls)
    except OSError:
        canary.close()
        pytest.skip(f"{HERE} is not an address of this machine")
    try:
        yield web
    finally:
        server.close()
        canary.close()
        await web.rest()
        assert web.touched == 0
        assert {place for place, _ in web.connected} <= {HERE}


@pytest.fixture
async def web(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Web]:
    async with a_web(monkeypatch) as made:
        yield made


def certificate(name: str, folder) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's side for `name`, and a client's side that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)  # noqa: TID251 - certificates are judged by the system's clock
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "certificate.pem").write_bytes(made.public_bytes(form[0]))
    (folder / "key.pem").write_bytes(key.private_bytes(*form))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return server, ssl.create_default_context(cafile=str(folder / "certificate.pem"))
