"""Everything that apprise speaks: chat, social networks, mail. Imported only when a channel is used, for it is heavy."""

from __future__ import annotations

import apprise
import structlog

log = structlog.get_logger("dpgbot")


async def send(addresses: str, title: str, text: str) -> bool:
    """Send to one or more apprise URLs, separated by commas or white space; False when one of them did not take it."""
    plan = apprise.Apprise()
    if not plan.add(addresses) or not len(plan):
        log.warning("not an address that apprise knows")
        return False
    try:
        return bool(await plan.async_notify(body=text, title=title))
    except (OSError, TypeError, ValueError) as error:
        log.warning("channel failed", error=type(error).__name__)
        return False
