"""Looking up a host's addresses without ever standing in the way of other look-ups.

The system's resolver cannot be interrupted, and whoever runs a name's server decides how long it takes. In asyncio's own
pool of threads a few such names would keep the bot from finding GitHub, so look-ups of strangers' names have their own.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from contextlib import suppress
from threading import BoundedSemaphore, Thread

AT_ONCE = 8
_threads = BoundedSemaphore(AT_ONCE)


async def addresses(name: str) -> Sequence[str]:
    """The addresses of a name, as text. Raises OSError when there are none, or when too many names hang already."""
    if not _threads.acquire(blocking=False):
        raise OSError("too many names are being looked up")
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Sequence[str]] = loop.create_future()

    def ask() -> None:
        found: Sequence[str] | OSError
        try:
            found = _ask_system(name)
        except (OSError, UnicodeError) as trouble:
            found = OSError(str(trouble))
        finally:
            _threads.release()
        with suppress(RuntimeError):  # the loop may be closed by now
            loop.call_soon_threadsafe(_tell, answer, found)

    # A daemon, because a thread of a pool would hold up the exit of the process until its name is found.
    Thread(target=ask, name="name-lookup", daemon=True).start()
    return await answer


def _ask_system(name: str) -> Sequence[str]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def _tell(answer: asyncio.Future[Sequence[str]], found: Sequence[str] | OSError) -> None:
    if answer.done():  # nobody waits any more
        return
    if isinstance(found, OSError):
        answer.set_exception(found)
    else:
        answer.set_result(found)
