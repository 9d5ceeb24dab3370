"""Announce on the nomination's own issue."""

from __future__ import annotations

from bot import effects as fx
from bot.announcing import key
from bot.approval import facts
from bot.contracts import Channel, View, say
from bot.effects import Effect
from bot.outputs.badge import snippet
from config.models import ChannelUse


def comment(view: View, name: str, _use: ChannelUse) -> Effect:
    """One comment that congratulates the nominator and says what comes next."""
    author, values = view.nomination.author, facts(view)
    text = say(view, FEATURE, "text", nominator=f"@{author.login}" if author else "the nominator", **values)
    if view.nomination.pages and view.workflow.outputs.badges:
        shown = snippet(view.nomination.pages, values["slug"], view.nomination.url)
        text += "\n\n" + say(view, FEATURE, "badge", badge=f"```markdown\n{shown}\n```")
    return fx.PostComment(view.nomination.number, key(name), text)


FEATURE = Channel(
    name="comment",
    run=comment,
    asks_back=True,
    sentences={
        "text": (
            "🎉 **${name} is a digital public good.**\n\n"
            "Congratulations, ${nominator}! It was reviewed against version ${standard} of the DPG Standard and stands in the "
            "registry as `${record}`. You may call it a digital public good from today. The approval is valid for one year."
        ),
        "badge": "This badge shows it wherever people find the project, and stays up to date by itself:\n\n${badge}",
    },
)
