"""The ways out that are not GitHub, against real servers on loopback: what arrives, and what is told when it does not."""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from bot.model.message import Delivered, Message
from bot.server.logs import configure_logging
from bot.transports import smtp
from tests.receiving import chat_room, post_office
from tests.sending import HOOK, NOW, Waiting, sent

MAIL = Message(
    "smtp", "${MAIL_URL}", "New digital public good: Ünïcode", "Zeile eins\n\n.\nZeile drei", "0123abcd",
    {"to": "news@list.example", "from": "registry@dpg.example"}, at=NOW - timedelta(days=1),
)  # fmt: skip


# Mail.


async def test_a_mail_arrives_with_its_headers_and_every_line_of_its_text() -> None:
    async with post_office() as office:
        assert await sent(MAIL, {"MAIL_URL": office.url}) == Delivered("sent")
    (mail,) = office.arrived
    assert (mail["From"], mail["To"], mail["Subject"]) == ("registry@dpg.example", "news@list.example", MAIL.title)
    assert (mail["Message-ID"], mail["Date"]) == ("<0123abcd@dpg.example>", "Sun, 01 Mar 2026 12:00:00 +0000")
    assert mail.get_content().splitlines() == MAIL.text.splitlines()
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    assert office.senders == ["registry@dpg.example"]


HEADERS = sorted(
    [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "Auto-Submitted",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
)
WICKED = [
    "x\r\nBcc: victim@x.example",
    "x\nSubject: other",
    "x\r\n\r\n<script>",
    "x\x00y",
    "=?utf-8?q?x=0D=0ABcc:_a@b.c?=",
    "x\u2028Bcc: a@b.c",
]


@pytest.mark.parametrize("wicked", WICKED)
async def test_a_title_can_begin_no_other_header_and_no_body(wicked: str) -> None:
    async with post_office() as office:
        assert (await sent(replace(MAIL, title=wicked), {"MAIL_URL": office.url})).outcome == "sent"
    (mail,) = office.arrived
    assert sorted(mail.keys()) == HEADERS
    assert mail["Bcc"] is None
    assert mail.get_content().splitlines() == MAIL.text.splitlines()


@given(
    st.text(st.characters() | st.sampled_from("=?\r\n:q_ "), max_size=60)
    | st.builds("=?utf-8?q?{}?=".format, st.text(max_size=40))
)
def test_whatever_a_title_holds_the_mail_has_its_own_headers_and_its_own_text(title: str) -> None:
    mail = message_from_bytes(smtp.written(replace(MAIL, title=title)).as_bytes(), policy=policy.default)
    assert sorted(mail.keys()) == HEADERS
    assert mail.get_content().splitlines() == MAIL.text.splitlines()


def test_the_bytes_of_a_mail_are_the_same_at_every_try() -> None:
    one, two = (smtp.written(MAIL).as_bytes() for _ in range(2))
    assert one == two
    assert message_from_bytes(one, policy=policy.default)["Message-ID"] == "<0123abcd@dpg.example>"


async def test_while_nothing_was_sent_a_mail_is_tried_again() -> None:
    waiting = Waiting()
    async with post_office() as office:
        office.answers = ["451 later", "451 later"]
        assert (await sent(MAIL, {"MAIL_URL": office.url}, waiting)).outcome == "sent"
    assert (len(office.arrived), office.tries, waiting.pauses) == (1, 3, [5.0, 20.0])


async def test_a_server_that_has_trouble_for_long_is_a_failure() -> None:
    async with post_office() as office:
        office.answers = ["451 later"] * 9
        assert await sent(MAIL, {"MAIL_URL": office.url}) == Delivered("failed", "the server answered 451")
    assert (office.arrived, office.tries) == ([], 3)


async def test_a_server_that_is_not_there_is_a_failure() -> None:
    async with post_office() as office:
        pass
    became = await sent(MAIL, {"MAIL_URL": office.url})
    assert (became.outcome, became.note) == ("failed", "no connection to the server (SMTPConnectError)")


async def test_a_refusal_is_final() -> None:
    waiting = Waiting()
    async with post_office() as office:
        office.answers = ["554 no thanks"]
        assert await sent(MAIL, {"MAIL_URL": office.url}, waiting) == Delivered("failed", "the server answered 554")
        office.refuses = {"news@list.example": "550 no such list"}
        assert await sent(MAIL, {"MAIL_URL": office.url}, waiting) == Delivered("failed", "the server answered 550")
    assert waiting.pauses == []


async def test_when_the_connection_breaks_while_the_text_is_on_its_way_nobody_knows() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            if line.startswith(b"DATA"):
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                break
            writer.write(b"250 OK\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    waiting = Waiting()
    async with server:
        url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        became = await sent(MAIL, {"MAIL_URL": url}, waiting)
    assert became.outcome == "unknown"
    assert became.note.startswith("the connection broke while the text was on its way")
    assert waiting.pauses == []


def certificate(tmp_path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "server.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return context


async def test_where_tls_is_offered_it_is_used_and_a_certificate_that_nobody_trusts_is_refused(tmp_path) -> None:
    async with post_office(certificate(tmp_path)) as office:
        became = await sent(MAIL, {"MAIL_URL": office.url})
    assert became.outcome == "failed"
    assert office.arrived == []


async def test_where_tls_is_offered_the_mail_goes_through_it(tmp_path, monkeypatch) -> None:
    context = certificate(tmp_path)
    trusted = ssl.create_default_context(cafile=tmp_path / "server.pem")
    monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: trusted)
    async with post_office(context) as office:
        assert await sent(MAIL, {"MAIL_URL": office.url}) == Delivered("sent")
    assert office.tls == [True]


async def test_user_and_password_are_taken_from_the_address_decoded_and_never_logged(caplog) -> None:
    caplog.set_level(logging.DEBUG)
    async with post_office(logins=True) as office:
        address = office.url.replace("smtp://", "smtp://news%40dpg:right%2Fword@")
        assert (await sent(MAIL, {"MAIL_URL": address})).outcome == "sent"
        wrong = await sent(MAIL, {"MAIL_URL": address.replace("right", "wr0ng")})
    assert (wrong.outcome, wrong.note) == ("failed", "the server answered 535")
    assert office.logins[0].login == b"news@dpg"
    assert not any(secret in caplog.text + wrong.note for secret in ("right", "wr0ng", "news@dpg"))


async def test_a_password_is_not_sent_in_the_clear_over_a_network(monkeypatch) -> None:
    monkeypatch.setattr(smtp, "_is_here", lambda _: False)
    async with post_office(logins=True) as office:
        became = await sent(MAIL, {"MAIL_URL": office.url.replace("smtp://", "smtp://me:right%2Fword@")})
    assert became.outcome == "failed"
    assert "no TLS" in became.note
    assert office.logins == []


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("smtp://mail.example", smtp.Server("mail.example", 587, False, None, None)),
        ("smtps://u:p%40ss@mail.example", smtp.Server("mail.example", 465, True, "u", "p@ss")),
        ("smtp://u@[::1]:2525", smtp.Server("::1", 2525, False, "u", None)),
        ("https://mail.example", None),
        ("smtp://mail.example:port", None),
        ("smtp://", None),
        ("mail.example", None),
    ],
)
def test_a_server_is_read_out_of_its_address(address: str, found: smtp.Server | None) -> None:
    assert smtp.server_at(address) == found


# What all have in common.


async def test_a_channel_whose_variables_are_not_set_fails_and_names_them() -> None:
    assert await sent(MAIL, {}) == Delivered("failed", "the environment variable MAIL_URL is not set")
    assert await sent(HOOK, {"HOOK_URL": "http://127.0.0.1:1/"}) == Delivered(
        "failed", "the environment variable HOOK_SECRET is not set"
    )


async def test_there_is_no_other_transport() -> None:
    assert await sent(replace(MAIL, transport="pigeon"), {"MAIL_URL": "x"}) == Delivered("failed", "no such transport")


async def test_apprise_tells_what_became_of_it() -> None:
    chat = Message("apprise", "${CHAT_URL}", "title", "text")
    async with chat_room() as room:
        assert await sent(chat, {"CHAT_URL": room.url}) == Delivered("sent")
        assert room.arrived == ["title"]
        two = await sent(chat, {"CHAT_URL": f"{room.url} json://127.0.0.1:1/"})
    assert two == Delivered("unknown", "the service did not take it")
    assert await sent(chat, {"CHAT_URL": "json://127.0.0.1:1/"}) == Delivered("failed", "the service did not take it")
    assert await sent(chat, {"CHAT_URL": "nothing://x"}) == Delivered("failed", "not an address that apprise knows")


async def test_a_message_to_a_chat_that_lacks_its_library_is_a_failure_that_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    chat = Message("apprise", "${CHAT_URL}", "title", "text")
    assert await sent(chat, {"CHAT_URL": "json://127.0.0.1:1/"}) == Delivered(
        "failed", "apprise is not installed where the bot runs; pip install 'dpgbot[chat]' brings it"
    )


async def test_what_apprise_would_log_of_an_address_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    chat = Message("apprise", "${CHAT_URL}", "title", "text")
    for address in ("slack://xoxq-hidden/hidden", "nothing://hidden@host", "json://127.0.0.1:1/hidden"):
        await sent(chat, {"CHAT_URL": address})
    assert "hidden" not in capsys.readouterr().err
