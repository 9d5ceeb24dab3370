"""Everything that apprise speaks: chat, social networks, mail. Imported only when a channel is used, for it is heavy."""

from __future__ import annotations

import asyncio
import logging

import apprise

from bot.model.message import Delivered, Message, Outcome
from bot.transports import Way

DEADLINE_SECONDS = 60.0
"""For all the services of a channel together; apprise gives each of them some seconds of its own."""

for name in ("apprise", "urllib3"):
    # Both log the addresses that they are given, and most services have their secret in the path.
    logging.getLogger(name).setLevel(logging.CRITICAL + 1)


async def send(message: Message, way: Way) -> Delivered:
    """Send to one or more apprise URLs, separated by commas or white space.

    It runs its blocking services in threads. apprise says only whether all of them took it: when one of several did not, the
    others may have, so that is unknown, as is a service that did not answer in time.
    """
    plan = apprise.Apprise()
    if not plan.add(way.address) or not len(plan):
        return Delivered("failed", "not an address that apprise knows")
    doubtful: Outcome = "unknown" if len(plan) > 1 else "failed"
    try:
        taken = await asyncio.wait_for(plan.async_notify(body=message.text, title=message.title), DEADLINE_SECONDS)
    except TimeoutError:
        return Delivered("unknown", "no answer in time")
    except (OSError, TypeError, ValueError) as error:
        return Delivered(doubtful, f"apprise met a {type(error).__name__}")
    return Delivered() if taken else Delivered(doubtful, "the service did not take it")
