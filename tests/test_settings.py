"""The environment is read strictly, and every refusal says what to mend."""

from __future__ import annotations

import io
import json
import logging
from pathlib import Path

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.server.logs import HIDDEN, Redactor, configure_logging
from config.settings import Settings, SettingsError, load_settings

SECRET = "a-long-enough-secret"
GOOD = {"GITHUB_WEBHOOK_SECRET": SECRET, "REGISTRY_REPO": "dpg/registry", "GITHUB_TOKEN": "ghp_" + "x" * 36}
OURS = {name.upper() for name in Settings.model_fields}


@pytest.fixture(scope="module")
def pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch):
    for name in OURS:
        monkeypatch.delenv(name, raising=False)

    def read(changes: dict[str, str] | None = None, *, without: str = "", env_file: Path | None = None) -> Settings:
        for name, value in {**GOOD, **(changes or {})}.items():
            if name != without:
                monkeypatch.setenv(name, value)
        return load_settings(env_file)

    return read


def problems(read, changes: dict[str, str] | None = None, *, without: str = "") -> str:
    with pytest.raises(SettingsError) as refusal:
        read(changes, without=without)
    return str(refusal.value)


def test_a_small_environment_is_enough_and_the_rest_has_defaults(environment):
    settings = environment()

    assert settings.registry_repo == ("dpg/registry",)
    assert settings.webhook_secrets == (SECRET.encode(),)
    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 8080, "INFO")
    assert settings.github_api_url == "https://api.github.com"
    assert settings.public_url is None
    assert settings.database_url is None


def test_without_a_webhook_secret_the_bot_refuses_to_start(environment):
    assert "GITHUB_WEBHOOK_SECRET: missing" in problems(environment, without="GITHUB_WEBHOOK_SECRET")


@pytest.mark.parametrize("secret", ["", ",", " , ", "fifteen-chars-1", f"{SECRET},short"])
def test_an_empty_or_short_webhook_secret_is_refused_even_beside_a_good_one(environment, secret):
    assert "GITHUB_WEBHOOK_SECRET" in problems(environment, {"GITHUB_WEBHOOK_SECRET": secret})


def test_two_webhook_secrets_are_held_while_rotating(environment):
    settings = environment({"GITHUB_WEBHOOK_SECRET": f"{SECRET}, {SECRET}-new"})

    assert settings.webhook_secrets == (SECRET.encode(), f"{SECRET}-new".encode())


@pytest.mark.parametrize(
    "repo", ["registry", "https://github.com/dpg/registry", "dpg/../x", "dpg/..", "-dpg/x", "dpg/re gistry", "d/x.git"]
)
def test_a_registry_that_is_not_owner_and_name_is_refused(environment, repo):
    assert "owner/name" in problems(environment, {"REGISTRY_REPO": repo})


def test_the_same_registry_twice_counts_once(environment):
    assert len(environment({"REGISTRY_REPO": "dpg/registry,DPG/Registry,dpg/other"}).registry_repo) == 2


def test_every_problem_is_named_at_once_and_no_value_is_repeated(environment):
    text = problems(
        environment, {"GITHUB_WEBHOOK_SECRET": "hush", "PORT": "http", "LOG_LEVEL": "loud"}, without="REGISTRY_REPO"
    )

    assert all(name in text for name in ("GITHUB_WEBHOOK_SECRET", "PORT", "LOG_LEVEL", "REGISTRY_REPO"))
    assert "hush" not in text


def test_the_private_key_may_be_text_or_text_with_escaped_line_ends_or_a_path(environment, pem, tmp_path):
    path = tmp_path / "app.pem"
    path.write_text(pem)
    forms = (pem, pem.replace("\n", "\\n"), str(path))

    app = {"GITHUB_APP_ID": "123"}
    read = [environment({**app, "GITHUB_PRIVATE_KEY": form}, without="GITHUB_TOKEN") for form in forms]

    assert {settings.github_private_key.get_secret_value() for settings in read} == {pem}


def test_a_key_that_is_not_rsa_is_refused(environment):
    key = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    changes = {"GITHUB_APP_ID": "1", "GITHUB_PRIVATE_KEY": key.decode()}

    assert "RSA private key" in problems(environment, changes, without="GITHUB_TOKEN")


def test_a_token_and_an_app_together_are_refused(environment, pem):
    assert "not both" in problems(environment, {"GITHUB_APP_ID": "1", "GITHUB_PRIVATE_KEY": pem})


def test_half_an_app_is_refused(environment):
    assert "belong together" in problems(environment, {"GITHUB_APP_ID": "1"}, without="GITHUB_TOKEN")


def test_without_any_credential_the_bot_refuses_to_start(environment):
    assert "GITHUB_TOKEN: missing" in problems(environment, without="GITHUB_TOKEN")


@pytest.mark.parametrize("url", ["ftp://x.org", "https://", "https://user:pw@x.org", "https://x.org/?a=b", "x.org"])
def test_an_address_that_is_not_plain_http_is_refused(environment, url):
    assert "GITHUB_API_URL" in problems(environment, {"GITHUB_API_URL": url})


def test_an_enterprise_address_keeps_its_path_and_loses_its_last_slash(environment):
    assert environment({"GITHUB_API_URL": "https://git.example.org/api/v3/"}).github_api_url.endswith("/api/v3")


def test_a_workflow_file_that_is_absent_is_refused(environment, tmp_path):
    assert "WORKFLOW_FILE" in problems(environment, {"WORKFLOW_FILE": str(tmp_path / "none.yml")})


def test_the_env_file_is_read_and_the_environment_wins(environment, tmp_path):
    env_file = tmp_path / ".env"
    env_file.write_text("PORT=9000\nGITHUB_TOKEN=from-the-file\nMASTODON_URL=mastodon://secret@host\n")

    settings = environment(env_file=env_file)

    assert settings.port == 9000
    assert settings.github_token.get_secret_value() == GOOD["GITHUB_TOKEN"]
    assert settings.secret_named("MASTODON_URL").get_secret_value() == "mastodon://secret@host"
    assert settings.secret_named("SLACK_URL") is None


def test_marks_are_signed_with_a_derived_key_until_one_is_set_and_old_marks_stay_valid(environment):
    before = environment()
    after = environment({"LEDGER_KEY": "another-long-enough-key"})

    assert before.ledger_key_is_derived
    assert not after.ledger_key_is_derived
    assert after.ledger_keys[0] == b"another-long-enough-key"
    assert before.ledger_keys[0] in after.ledger_keys
    assert SECRET.encode() not in after.ledger_keys


def test_printing_the_settings_shows_no_secret(environment):
    settings = environment({"DATABASE_URL": "postgresql://u:pw@host/db"})

    assert all(secret not in repr(settings) + str(settings) for secret in settings.secrets())
    assert len(settings.secrets()) == 3


@pytest.fixture
def log():
    """A stream that catches the log."""
    return io.StringIO()


def test_the_log_is_json_lines_without_secrets_even_in_exceptions_and_other_libraries(log):
    configure_logging("INFO", Redactor(["canary-secret-value"]), log)

    structlog.get_logger("bot").info("took", headers={"authorization": "canary-secret-value"}, keys=[b"canary-secret-value"])
    logging.getLogger("aiohttp.server").error("died with %s", "canary-secret-value")
    try:
        raise ValueError("canary-secret-value and ghp_0123456789abcdefghijABCDEFGHIJ012345")
    except ValueError:
        structlog.get_logger("bot").exception("failed")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["event"] for line in lines] == ["took", f"died with {HIDDEN}", "failed"]
    assert "canary" not in log.getvalue()
    assert "ghp_" not in log.getvalue()
    assert "ValueError" in lines[2]["exception"]


def test_at_debug_level_the_bot_tells_everything_and_libraries_only_what_they_warn_of(log):
    configure_logging("DEBUG", Redactor(), log)
    for name in ("bot.server.webhook", "dpgbot", "markdown_it.rules_block", "asyncio", "aiohttp.access", "aiohttp.server"):
        for level in ("debug", "info", "warning"):
            getattr(logging.getLogger(name), level)(f"{name} {level}")
    structlog.get_logger("bot.any").debug("of the bot")
    MarkdownIt("commonmark").parse("- text\n" * 3)

    told = [json.loads(line)["event"] for line in log.getvalue().splitlines()]
    own = [f"{name} {level}" for name in ("bot.server.webhook", "dpgbot") for level in ("debug", "info", "warning")]
    others = [f"{name} warning" for name in ("markdown_it.rules_block", "asyncio", "aiohttp.access", "aiohttp.server")]
    assert told == [*own, *others, "of the bot"]


@pytest.mark.parametrize(("text", "meant"), [("", "on"), (" ON", "on"), ("off", "off"), ("9100", 9100)])
def test_metrics_are_served_beside_the_rest_or_not_or_on_a_port_of_their_own(environment, text, meant):
    assert environment({"METRICS": text}).metrics == meant


@pytest.mark.parametrize("text", ["yes", "0", "70000", "-1", "127.0.0.1:9100", "٣٤٥٦"])
def test_what_is_no_place_for_metrics_is_refused_with_the_choices(environment, text):
    assert "METRICS: write `on` (beside everything else), `off`, or the number of a port" in problems(
        environment, {"METRICS": text}
    )


@pytest.mark.parametrize(
    "shape",
    [
        "ghs_" + "a" * 36,
        "github_pat_" + "B" * 40,
        "Bearer abcdefghijklmnopqrstuvwxyz",
        "token 0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIxMjMifQ.c2lnbmF0dXJlLWhlcmU",
        "sha256=" + "0" * 64,
        "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_whatever_looks_like_a_credential_is_removed_though_nobody_told_us_of_it(shape):
    assert Redactor().text(f"before {shape} after") == f"before {HIDDEN} after"


def test_a_password_in_an_address_is_removed_and_the_rest_stays():
    assert Redactor().text("smtp://bot:hunter22@mail.example.org:25") == f"smtp://bot:{HIDDEN}@mail.example.org:25"


def test_of_a_secret_that_begins_with_another_nothing_stays():
    short, long = "hunter22", "hunter22-of-the-production"
    for order in ([short, long], [long, short]):
        assert Redactor(order).text(f"{long}, then {short}") == f"{HIDDEN}, then {HIDDEN}"


def test_plain_words_stay():
    text = "token expired for nomination 7: basic checks passed, see https://example.org:8080/a@b"
    assert Redactor(["abc"]).text(text) == text


@given(
    st.text(max_size=300),
    st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)),
)
def test_no_value_however_nested_carries_a_known_secret_out(around, value):
    found = Redactor(["s3cr3t-value"]).value([value, {around: f"{around}s3cr3t-value{around}"}, {"k": ("s3cr3t-value",)}])
    assert "s3cr3t-value" not in json.dumps(found)
