"""Announce on the nomination's own issue: congratulations, the badge, what the project may be called, and what comes next."""

from __future__ import annotations

from bot import effects as fx
from bot.announcing import key
from bot.approval import VALUES, slug_of, worded
from bot.contracts import Channel, View
from bot.effects import Effect
from bot.text import escape
from config.models import ChannelUse


def comment(view: View, name: str, use: ChannelUse) -> Effect:
    """One comment that congratulates the nominator and says what comes next."""
    return fx.PostComment(view.nomination.number, key(name), _text(view, use))


def edited(view: View, name: str, use: ChannelUse) -> Effect:
    """The same comment with the present words."""
    return fx.EditComment(name, _comment(view, name), key(name), _text(view, use))


def retracted(view: View, name: str, use: ChannelUse) -> Effect:
    """The same comment, saying that it does not hold any more."""
    why = escape.inline(view.ledger.retraction)
    text = worded(view, FEATURE, use, escape.inline, "retracted", reason=why)
    return fx.EditComment(name, _comment(view, name), key(name), text)


def _text(view: View, use: ChannelUse) -> str:
    author = view.nomination.author
    nominator = f"@{author.login}" if author else "the nominator"
    return worded(view, FEATURE, use, escape.inline, nominator=nominator, badge=_badge(view))


def _comment(view: View, name: str) -> int:
    """The comment; 0, which GitHub does not know, when it is gone."""
    there = view.nomination.marked(key(name))
    return there.id if there else 0


def _badge(view: View) -> str:
    """How to show the badge, to be copied; empty while the bot has no pages. Neither a slug nor an address holds a backtick."""
    if not view.nomination.pages:
        return ""
    picture = f"{view.nomination.pages.rstrip('/')}/badge/{slug_of(view)}.svg"
    return f"\n\nThe badge for your README:\n\n```markdown\n[![Digital public good]({picture})]({view.nomination.url})\n```"


FEATURE = Channel(
    name="comment",
    run=comment,
    asks_back=True,
    sentences={
        "text": (
            "🎉 **${name} is a digital public good.**\n\n"
            "Congratulations, ${nominator}! It was reviewed against version ${standard} of the DPG Standard and stands in the "
            'registry as `${record}`. From today you may call it a "digital public good" or "DPG", in texts and beside its logo.${badge}'
            "\n\n**What comes next:** the approval is valid until ${valid_until}. Before that day you will be asked here to look "
            "through the answers once more; nothing is asked of you until then."
        ),
        "retracted": (
            "**This announcement was taken back.** ${reason}\n\n${name} is not to be called a digital public good on the strength of it."
        ),
    },
    values=VALUES | {"nominator"},
    takes=frozenset({"limit"}),
    edit=edited,
    retract=retracted,
)
