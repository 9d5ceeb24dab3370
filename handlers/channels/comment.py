"""Announce on the nomination's own issue: congratulations, the badge, what the project may be called, and what comes next."""

from __future__ import annotations

from bot.model import effects as fx
from bot.model.contracts import Channel, View, say
from bot.model.effects import Effect
from bot.review.announcement.approval_facts import VALUES, word_announcement
from bot.review.announcement.channel_states import make_comment_key
from bot.text import escape
from bot.text.record_references import snippet
from config.publishing import ChannelUse


def announce_by_comment(view: View, name: str, use: ChannelUse) -> Effect:
    """Congratulate the nominator in one comment that says what comes next."""
    return fx.PostComment(view.nomination.number, make_comment_key(name), _write_text(view, use))


def edit_comment(view: View, name: str, use: ChannelUse) -> Effect:
    """Bring the words of that comment up to date."""
    return fx.EditComment(name, _find_comment(view, name), make_comment_key(name), _write_text(view, use))


def retract_comment(view: View, name: str, use: ChannelUse) -> Effect:
    """Replace the words of that comment by the news that the announcement was taken back."""
    why = escape.inline(view.ledger.announcement.retraction)
    text = word_announcement(view, FEATURE, use, escape.inline, "retracted", reason=why)
    return fx.EditComment(name, _find_comment(view, name), make_comment_key(name), text)


def _write_text(view: View, use: ChannelUse) -> str:
    author, badge = view.nomination.author, _explain_badge(view)
    nominator = f"@{author.login}" if author else "the nominator"
    return word_announcement(view, FEATURE, use, escape.inline, taken=len(badge), nominator=nominator) + badge


def _find_comment(view: View, name: str) -> int:
    """Find the id of the comment; 0, which no comment on GitHub has, when it is gone."""
    there = view.nomination.marked(make_comment_key(name))
    return there.id if there else 0


def _explain_badge(view: View) -> str:
    """Give the Markdown that shows the badge, to be copied; empty while the registry has no pages or no badges."""
    if not view.nomination.pages or not view.workflow.outputs.badges:
        return ""
    shown = snippet(view.nomination.pages, view.slug, view.nomination.url)
    return "\n\n" + say(view, FEATURE, "badge", badge=f"```markdown\n{shown}\n```")


FEATURE = Channel(
    name="comment",
    run=announce_by_comment,
    asks_back=True,
    sentences={
        "text": (
            "🎉 **${name} is a digital public good.**\n\n"
            "Congratulations, ${nominator}! It was reviewed against version ${standard} of the DPG Standard and stands in the "
            'registry as `${record}`. From today you may call it a "digital public good" or "DPG", in texts and beside its logo.'
            "\n\n**What comes next:** the approval is valid until ${valid_until}. Before that day you will be asked here to look "
            "through the answers once more; nothing is asked of you until then."
        ),
        "badge": "This badge shows it wherever people find the project, and stays up to date by itself:\n\n${badge}",
        "retracted": (
            "**This announcement was taken back.** Reason given: ${reason}\n\nPlease do not call ${name} a digital public good because of it."
        ),
    },
    values=VALUES | {"nominator"},
    takes=frozenset({"limit"}),
    edit=edit_comment,
    retract=retract_comment,
)
