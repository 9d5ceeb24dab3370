"""Ways out of the bot that are not GitHub: each takes a secret address, a title and a text, and says whether it was taken."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import SecretStr

Lookup = Callable[[str], SecretStr | None]
"""Name of an environment variable -> its value."""


async def send(transport: str, reference: str, title: str, text: str, lookup: Lookup) -> bool:
    """Send one message through a transport; `reference` is `${NAME}`. False when nobody can have got it."""
    address = lookup(reference.removeprefix("${").removesuffix("}"))
    if transport != "apprise" or not address:
        return False
    from bot.transports import apprise_way  # heavy: a quarter of a second, for those who announce through it

    return await apprise_way.send(address.get_secret_value(), title, text)
