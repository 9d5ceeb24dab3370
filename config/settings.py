"""What one running bot is told by its environment: secrets, addresses and the registry it looks after.

Secrets are `SecretStr`, so that printing or logging the settings shows stars. Everything that is wrong is reported at
once, in plain words, because an operator who mends one variable per deploy loses an afternoon.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MIN_SECRET = 16
"""Characters below which a webhook secret or ledger key can be guessed; GitHub itself asks for "high entropy"."""

_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}(?<!\.git)")


class SettingsError(Exception):
    """The environment cannot be used; `problems` holds one sentence per thing to mend."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  - {problem}" for problem in problems)
        super().__init__(f"The bot cannot start with this environment. Please mend:\n{lines}")


def _split_list(value: object) -> object:
    """What stands between the commas of a variable."""
    if not isinstance(value, str):
        return value
    parts = tuple(part.strip() for part in value.split(",") if part.strip())
    if not parts:
        raise ValueError("there is nothing between the commas")
    return parts


def _long_enough(value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if any(len(secret.get_secret_value()) < MIN_SECRET for secret in value):
        raise ValueError(
            f"every secret needs at least {MIN_SECRET} characters; make one with `openssl rand -hex 32`"
            " (separate several with commas while you rotate them)"
        )
    return value


def _repos(value: tuple[str, ...]) -> tuple[str, ...]:
    for repo in value:
        if not _REPO.fullmatch(repo):
            raise ValueError(f"{repo[:140]!r} is not a repository; write owner/name, without https:// and .git")
    return tuple({repo.lower(): repo for repo in value}.values())


def _url(text: str) -> str:
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError("write an address such as https://example.org, without user, question mark or #")
    return text.strip().rstrip("/")


def _pem(given: SecretStr) -> SecretStr:
    """The PEM text of a private key given as text, as text with `\\n` for line ends, or as a path."""
    text = given.get_secret_value()
    if "-----BEGIN" not in text:
        try:
            text = Path(text.strip()).expanduser().read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise ValueError("give the text of the .pem file that GitHub made for the app, or its path") from None
    pem = text.replace("\\n", "\n").strip() + "\n"
    _check_key(pem)
    return SecretStr(pem)


def _check_key(pem: str) -> None:
    # Imported here because only a GitHub App needs it, and it takes as long to load as everything else together.
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key: Any = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("this is not an unencrypted RSA private key; download a new one from the app's settings page")


def _app_id(value: str) -> str:
    if not (value.isascii() and value.isalnum()):
        raise ValueError("write the App ID (a number) or the client ID from the app's settings page")
    return value


def _check_file(value: Path) -> Path:
    if not value.is_file():
        raise ValueError(f"there is no file {value}; give the path of a workflow file or remove the variable")
    return value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _metrics(value: object) -> object:
    """`on`, `off`, or the number of a port."""
    text = value.strip().lower() if isinstance(value, str) else value
    if text in ("on", "off"):
        return text
    if isinstance(text, str) and re.fullmatch(r"[0-9]{1,5}", text) and 1 <= int(text) <= 65535:
        return int(text)
    raise ValueError("write `on` (beside everything else), `off`, or the number of a port of its own")


Secrets = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_long_enough)]
Url = Annotated[str, AfterValidator(_url)]


class Settings(BaseSettings):
    """The environment of `dpgbot serve` and its sisters. Make it with `load_settings`."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True, hide_input_in_errors=True)

    github_webhook_secret: Secrets = ()
    registry_repo: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split_list), AfterValidator(_repos)] = ()
    github_token: SecretStr | None = None
    github_app_id: Annotated[str, AfterValidator(_app_id)] | None = None
    github_private_key: Annotated[SecretStr, AfterValidator(_pem)] | None = None
    ledger_key: Secrets = ()
    github_api_url: Url = "https://api.github.com"
    public_url: Url | None = None
    host: str = "0.0.0.0"  # noqa: S104 - platforms route to every interface; HOST narrows it
    port: int = Field(default=8080, ge=0, le=65535)
    metrics: Annotated[Literal["on", "off"] | int, BeforeValidator(_metrics)] = "on"
    database_url: SecretStr | None = None
    workflow_file: Annotated[Path, AfterValidator(_check_file)] | None = None
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = "INFO"
    _named: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def webhook_secrets(self) -> tuple[bytes, ...]:
        """The secrets under which a delivery may be signed, as bytes."""
        return tuple(secret.get_secret_value().encode() for secret in self.github_webhook_secret)

    @property
    def ledger_keys(self) -> tuple[bytes, ...]:
        """Keys for signing marks: the first signs, all verify.

        Keys derived from the webhook secrets are always last, so that setting `LEDGER_KEY` later invalidates nothing.
        """
        derived = (hashlib.sha256(b"dpgbot ledger key\0" + secret).digest() for secret in self.webhook_secrets)
        return (*(key.get_secret_value().encode() for key in self.ledger_key), *derived)

    @property
    def ledger_key_is_derived(self) -> bool:
        """True when marks depend on the webhook secret, which is worth a warning at start."""
        return not self.ledger_key

    def secret_named(self, name: str) -> SecretStr | None:
        """The value of `${NAME}` in the configuration's channels, from the environment or `.env`; None when unset."""
        value = self._named.get(name)
        return SecretStr(value) if value else None

    def secrets(self) -> tuple[str, ...]:
        """Every secret value known here, for the log's redaction."""
        single = (self.github_token, self.github_private_key, self.database_url)
        every = (*self.github_webhook_secret, *self.ledger_key, *(secret for secret in single if secret is not None))
        return tuple(secret.get_secret_value() for secret in every)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment, which wins, and `env_file`, which may be absent.

    Raises `SettingsError` with every problem found.
    """
    written = dotenv_values(env_file) if env_file is not None else {}
    given = {name: value for name, value in {**written, **os.environ}.items() if value}
    problems = list(_missing({name.upper() for name in given}))
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise SettingsError([*_in_plain_words(error), *problems]) from None
    if problems:
        raise SettingsError(problems)
    settings._named.update(given)
    return settings


def _in_plain_words(error: ValidationError) -> Iterator[str]:
    """One sentence per problem, opened by the variable's name; never the value, which may be a secret."""
    for problem in error.errors(include_input=False, include_url=False):
        yield f"{str(problem['loc'][0]).upper()}: {problem['msg'].removeprefix('Value error, ')}."


def _missing(given: set[str]) -> Iterator[str]:
    """What the variables lack when taken together, whether or not each is right in itself."""
    if "GITHUB_WEBHOOK_SECRET" not in given:
        yield (
            "GITHUB_WEBHOOK_SECRET: missing; without it anyone could send orders to the bot."
            " Set the secret that you entered for the webhook on GitHub."
        )
    if "REGISTRY_REPO" not in given:
        yield "REGISTRY_REPO: missing; set the owner/name of the repository where nominations are opened."
    token, app = "GITHUB_TOKEN" in given, given & {"GITHUB_APP_ID", "GITHUB_PRIVATE_KEY"}
    if token and app:
        yield "GITHUB_TOKEN: set together with GITHUB_APP_ID or GITHUB_PRIVATE_KEY; keep only one of the two, not both."
    elif len(app) == 1:
        yield "GITHUB_APP_ID and GITHUB_PRIVATE_KEY: belong together; set both."
    elif not token and not app:
        yield "GITHUB_TOKEN: missing; set it, or GITHUB_APP_ID with GITHUB_PRIVATE_KEY, so that the bot can answer."
