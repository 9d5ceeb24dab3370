"""Breaks whatever GitHub, chat services or mail readers would take for more than text: mentions, references, links.

GitHub looks for mentions and references in the *rendered* text, so neither a backslash nor an entity stops it: a
zero-width space inside the pattern does, in Markdown, in titles and in commit messages alike. Nobody sees it.
"""

import re

BREAK = "\u200b"
Patterns = tuple[tuple[re.Pattern[str], str], ...]

# The end of the text counts as "something follows", because the caller may append a digit or a name.
_MARKUP_FREE = (
    (re.compile(r"@(?=\w|\Z)"), f"@{BREAK}"),  # @user, @org/team, owner/repo@sha, mail addresses
    (re.compile(r"#(?=\d|\Z)"), f"#{BREAK}"),  # #12, owner/repo#12
    (re.compile(r"((?i:gh)-(?=\d)|(?i:ghsa)-(?=\w))"), rf"\1{BREAK}"),  # GH-12, security advisories
    (re.compile(r"&(?=#?\w{1,31};)"), f"&{BREAK}"),  # entities are decoded after Markdown in some places
)
# Linked when such a commit exists; a number of seven digits can be the beginning of one too.
_HASH = re.compile(r"(?<![0-9A-Za-z])[0-9a-fA-F]{7,40}(?![0-9A-Za-z])")
_HASH_PIECE = re.compile(r"[0-9a-fA-F]{6}(?=[0-9a-fA-F])")
_ADDRESS = (
    (re.compile(r":(?=//)"), f":{BREAK}"),
    (re.compile(r"(?i)(www)(?=\.)"), rf"\1{BREAK}"),
)
# What a commit message can order: no checks, other authors.
_ORDERS = (
    (re.compile(r"(?i)\[(?=\s?(?:skip|ci|no|actions)\b)"), f"[{BREAK}"),
    (re.compile(r"(?i)(-checks|-by|on-behalf-of)(?=\s?:)"), rf"\1{BREAK}"),
)
# Slack's <!here> and <url|other text>, Markdown's [text](url); the mention of a person anywhere but in an address.
_CHAT = (
    (re.compile(r"<(?=[!@#\w]|\Z)"), f"<{BREAK}"),
    (re.compile(r"\](?=\()"), f"]{BREAK}"),
    (re.compile(r"(?<![\w.+-])@(?=\w|\Z)"), f"@{BREAK}"),
)
_WEB_ADDRESS = re.compile(r"(https?://[^\s<>|\\]+)", re.IGNORECASE)


def break_references(text: str) -> str:
    """No mention, issue, commit or entity is left; addresses stay. Removing U+200B gives the text back."""
    return _HASH.sub(lambda found: _HASH_PIECE.sub(rf"\g<0>{BREAK}", found[0]), _break(text, _MARKUP_FREE))


def break_addresses(text: str) -> str:
    """Nothing in the text becomes a link by itself."""
    return _break(text, _ADDRESS)


def break_orders(text: str) -> str:
    """Nothing in the text is an order to GitHub when it stands in a commit message."""
    return _break(text, _ORDERS)


def break_chat(text: str) -> str:
    """No mention and no disguised link for chat services; whole web addresses stay as they are."""
    parts = _WEB_ADDRESS.split(text)
    parts[::2] = [_break(part, _CHAT) for part in parts[::2]]
    return "".join(parts)


def _break(text: str, patterns: Patterns) -> str:
    for pattern, broken in patterns:
        text = pattern.sub(broken, text)
    return text
