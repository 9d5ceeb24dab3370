"""Writes the bot's log: one event a line, JSON for machines, coloured for people, and never a secret.

Redaction happens on values before they are rendered, because a rendered line may hold a secret in escaped form that no
search for the plain one would find. Known values are removed exactly; token-shaped strings are removed on sight, since
a secret that was never in our environment (somebody pasted it into an issue) deserves no place in a log either.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, TextIO

import structlog

HIDDEN = "[secret]"
MAX_TEXT = 8_000
"""Characters kept of any one logged text: enough for a stack trace, too little for a whole payload."""
OWN_LOGGERS = ("bot", "dpgbot")
"""The roots of the names of our own loggers; all others are libraries'."""

# Every repeat is bounded or stops at a character that the next match cannot contain, so that the search stays linear.
_TOKEN_SHAPES = re.compile(
    r"gh[opsur]_[A-Za-z0-9_]{16,255}"
    r"|github_pat_[A-Za-z0-9_]{16,255}"
    r"|(?:[Bb]earer|[Tt]oken|[Bb]asic)\s+[A-Za-z0-9._~+/=-]{20,2000}"
    r"|\beyJ[A-Za-z0-9_-]{8,300}\.[A-Za-z0-9_-]{8,600}\.[A-Za-z0-9_-]{8,1000}"
    r"|sha256=[0-9a-f]{64}"
    r"|-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?"
)
_URL_PASSWORD = re.compile(r"(://[^/\s:@]{0,100}:)[^/\s@]{1,200}@")


class Redactor:
    """Replaces secrets in whatever is logged; `hide` adds values that become known later, such as a minted token."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._known: set[str] = set()
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        """Remove these values from now on. Values under 6 characters are ignored: they would blot out plain words."""
        self._known |= {secret for secret in secrets if len(secret) >= 6}

    def text(self, text: str) -> str:
        """`text` without secrets, cut to the first and last half of `MAX_TEXT`."""
        for secret in sorted(self._known, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        if len(text) > MAX_TEXT:
            text = f"{text[: MAX_TEXT // 2]} ... {text[-MAX_TEXT // 2 :]}"
        return _URL_PASSWORD.sub(rf"\1{HIDDEN}@", _TOKEN_SHAPES.sub(HIDDEN, text))

    def value(self, value: object, depth: int = 6) -> object:
        """`value` with every text in it redacted; anything that is no plain data becomes its redacted `repr`."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self.text(value)
        if depth and isinstance(value, Mapping):
            return {self.text(str(key)): self.value(item, depth - 1) for key, item in value.items()}
        if depth and isinstance(value, list | tuple | set | frozenset):
            return [self.value(item, depth - 1) for item in value]
        return self.text(repr(value))

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """The structlog processor."""
        # Keys that open with an underscore are structlog's own notes between its processors.
        return {key: item if key.startswith("_") else self.value(item) for key, item in event.items()}


def configure_logging(level: str = "INFO", redactor: Redactor | None = None, stream: TextIO | None = None) -> None:
    """Send structlog and the standard library's loggers to `stream` (default: standard error), redacted.

    Standard output stays free for what a command was asked to print.
    """
    stream = stream or sys.stderr
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        redactor or Redactor(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(shared, pretty=stream.isatty()))
    # Libraries would tell every step of theirs; what they warn of is wanted at any level.
    logging.basicConfig(handlers=[handler], level=max(logging.getLevelName(level), logging.WARNING), force=True)
    for name in OWN_LOGGERS:
        logging.getLogger(name).setLevel(level)


def _formatter(shared: list[structlog.typing.Processor], *, pretty: bool) -> logging.Formatter:
    last: structlog.typing.Processor
    last = structlog.dev.ConsoleRenderer() if pretty else structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
