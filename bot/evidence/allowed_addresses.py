"""Which web addresses the bot may visit: public ones on the web's own ports, however the address is spelled.

Anybody can write an address into a nomination, and the bot may run beside services that trust whoever reaches them (a
cloud's metadata, a database, the operator's own network). So an address is judged twice: here, as it is written, and at
the socket, by the very number that is about to be connected to (bot.evidence.fetcher).
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from threading import BoundedSemaphore, Thread
from urllib.parse import urlsplit

from yarl import URL

Address = IPv4Address | IPv6Address
Allowed = Callable[[Address], bool]

WEB_PORTS = frozenset({80, 443})
LONGEST = 2_000
AT_ONCE = 8
"""Names that are looked up at the same time."""
_threads = BoundedSemaphore(AT_ONCE)

# `is_global` of Python 3.11 lets multicast, NAT64, 6to4 and IPv4-compatible addresses pass, so the ranges stand here:
# https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry.
_CLOSED_4 = [
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # a public number that means the host itself on every machine in Azure
    )
]  # fmt: skip
# Only 2000::/3 has been given out for the internet at all: with it loopback, mapped and compatible IPv4, NAT64, unique
# local, link-local, site-local and multicast addresses are closed without a list. What is closed inside it:
_OPEN_6 = IPv6Network("2000::/3")
_CLOSED_6 = [
    IPv6Network(block)
    for block in (
        "2001::/23",  # Teredo, benchmarks, ORCHID
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries any IPv4 address inside
        "2620:4f:8000::/48",
        "3fff::/20",
    )
]

_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})+|localhost")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")


class NotAllowed(Exception):
    """An address that is not visited: `state` is bad or forbidden (bot.model.evidence), `why` one word."""

    def __init__(self, state: str, why: str) -> None:
        super().__init__(state, why)
        self.state, self.why = state, why


class ForbiddenAddress(OSError):
    """A name that leads to no address that may be visited."""


def is_public(address: Address) -> bool:
    """Whether the address belongs to the open internet and to one machine there."""
    if isinstance(address, IPv4Address):
        return not any(address in block for block in _CLOSED_4)
    return address.scope_id is None and address in _OPEN_6 and not any(address in block for block in _CLOSED_6)


def permit_address(address: str, allowed: Allowed = is_public, ports: frozenset[int] = WEB_PORTS) -> URL:
    """The address in the one form in which it is visited, its host a plain name or a judged number.

    Raises NotAllowed: bad when it is no web address or carries a name and password, forbidden when it leads elsewhere.
    """
    url = _read(address)
    if url.scheme not in {"http", "https"} or not url.raw_host or url.user is not None or url.password is not None:
        raise NotAllowed("bad", "address")
    if url.port not in ports:
        raise NotAllowed("forbidden", "port")
    host = url.raw_host.lower().removesuffix(".")
    number = _literal(host)
    if number is not None and not allowed(number):
        raise NotAllowed("forbidden", "private")
    if number is None and (len(host) > 253 or not _NAME.fullmatch(host)):
        raise NotAllowed("bad", "address")
    return url.with_host(host if number is None else str(number)).with_fragment(None)


def _read(address: str) -> URL:
    text = address.strip()
    # Browsers drop line ends in the middle of an address; nobody writes them but to hide something.
    if not 0 < len(text) <= LONGEST or any(ord(char) < 33 for char in text) or "\\" in text:
        raise NotAllowed("bad", "address")
    try:
        # "user@" without a name is an empty user to one reader and none to another.
        url = None if "@" in urlsplit(text).netloc else URL(text)
    except (ValueError, UnicodeError):
        url = None
    if url is None:
        raise NotAllowed("bad", "address")
    return url


def _literal(host: str) -> Address | None:
    """The number that a host stands for in any notation that some resolver takes; None for a name."""
    try:
        if ":" in host:
            return ip_address(host.replace("%25", "%", 1))
        if not _NUMBER.fullmatch(host.rpartition(".")[2]):
            return None
        return _ipv4(host.split("."))
    except (AddressValueError, ValueError):
        raise NotAllowed("bad", "address") from None


def _ipv4(parts: list[str]) -> IPv4Address:
    """The old notations of inet_aton: one to four parts, decimal, octal (0177) or hexadecimal; the last fills the rest."""
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) and len(part) < 20 for part in parts):
        raise ValueError("no address")
    *heads, tail = (_number(part) for part in parts)
    if any(head > 255 for head in heads) or tail >= 256 ** (4 - len(heads)):
        raise ValueError("no address")
    return IPv4Address(sum(head << (24 - 8 * place) for place, head in enumerate(heads)) + tail)


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


async def look_up_host(name: str) -> Sequence[str]:
    """The addresses of a name, as text. Raises OSError when there are none, or when too many names hang already.

    The system's resolver cannot be interrupted, and whoever runs a name's server decides how long it takes. In asyncio's own
    pool of threads a few such names would keep the bot from finding GitHub, so look-ups of strangers' names have their own.
    """
    if not _threads.acquire(blocking=False):
        raise OSError("too many names are being looked up")
    answer: Future[Sequence[str]] = Future()
    answer.set_running_or_notify_cancel()  # who gives up waiting cannot keep the thread from its end

    def ask() -> None:
        try:
            answer.set_result(_ask_system(name))
        except (OSError, UnicodeError) as trouble:
            answer.set_exception(OSError(str(trouble)))
        finally:
            _threads.release()

    # A daemon, because a thread of a pool would hold up the exit of the process until its name is found.
    Thread(target=ask, name="name-lookup", daemon=True).start()
    return await asyncio.wrap_future(answer)


def _ask_system(name: str) -> Sequence[str]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(each[4][0]) for each in found))
