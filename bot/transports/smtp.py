"""Mail by SMTP. The address is `smtp://user:password@host:port` (STARTTLS where the server offers it) or `smtps://...`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPException, SMTPResponseException

from bot.model.message import Delivered, Message
from bot.transports import Way

TIMEOUT_SECONDS = 20.0
DEADLINE_SECONDS = 90.0
PAUSES = (5.0, 20.0)
"""Seconds before the second try and the third, while certainly nothing was sent."""
PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class Server:
    """The server that takes the mail."""

    host: str
    port: int
    tls: bool
    user: str | None
    password: str | None


class Refused(Exception):
    """The server took nothing; `final`: it would not the next time either."""

    def __init__(self, note: str, *, final: bool) -> None:
        super().__init__(note)
        self.note, self.final = note, final


async def send(message: Message, way: Way) -> Delivered:
    """Hand it in once. Before the text is on its way everything may be tried again; after that, no answer means unknown."""
    server = server_at(way.address)
    if server is None:
        return Delivered("failed", "the address is no smtp:// or smtps:// URL")
    note = ""
    for pause in (0.0, *PAUSES):
        if pause:
            await way.sleep(pause)
        try:
            return await asyncio.wait_for(_handed_in(message, server), DEADLINE_SECONDS)
        except Refused as refused:
            note = refused.note
            if refused.final:
                break
        except TimeoutError:
            return Delivered("unknown", "no answer in time")
    return Delivered("failed", note)


async def _handed_in(message: Message, server: Server) -> Delivered:
    client = aiosmtplib.SMTP(
        hostname=server.host, port=server.port, use_tls=server.tls, start_tls=None, timeout=TIMEOUT_SECONDS
    )
    try:
        await _greeted(client, server)
        await client.mail(message.data["from"])
        await client.rcpt(message.data["to"])
    except SMTPResponseException as no:
        client.close()
        raise Refused(f"the server answered {no.code}", final=no.code >= 500) from no
    except (SMTPException, OSError, TimeoutError) as trouble:
        client.close()
        raise Refused(f"no connection to the server ({type(trouble).__name__})", final=False) from trouble
    try:
        return await _text_sent(client, message)
    finally:
        client.close()


async def _greeted(client: aiosmtplib.SMTP, server: Server) -> None:
    await client.connect()
    if server.user is None:
        return
    if not client.get_transport_info("ssl_object") and not _is_here(server.host):
        client.close()
        raise Refused("the server offers no TLS, and a password is not sent without it", final=True)
    await client.login(server.user, server.password or "")


async def _text_sent(client: aiosmtplib.SMTP, message: Message) -> Delivered:
    try:
        await client.data(written(message).as_bytes())
    except SMTPResponseException as no:
        if no.code < 500:
            raise Refused(f"the server answered {no.code}", final=False) from no
        return Delivered("failed", f"the server answered {no.code}")
    except (SMTPException, OSError, TimeoutError) as trouble:
        return Delivered("unknown", f"the connection broke while the text was on its way ({type(trouble).__name__})")
    return Delivered("sent")


def written(message: Message) -> EmailMessage:
    """The mail. A title is one line, and no "encoded word": Python's email package decodes those, with the line ends inside."""
    mail = EmailMessage(policy=LINES)
    sender = str(message.data["from"])
    mail["From"], mail["To"], mail["Subject"] = (
        sender,
        str(message.data["to"]),
        " ".join(_text(message.title).split()).replace("=?", "=\u200b?"),
    )
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    mail.set_content(_text(message.text) + "\n")
    return mail


def _text(text: str) -> str:
    """Keep the text that can be sent as UTF-8: half a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode()


def server_at(address: str) -> Server | None:
    """The server of an address, user and password decoded; None for what is none."""
    try:
        parts = urlsplit(address.strip())
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    user, password = (None if part is None else unquote(part) for part in (parts.username, parts.password))
    return Server(parts.hostname, port, parts.scheme == "smtps", user or None, password)


def _is_here(host: str) -> bool:
    """The server runs on this very machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
