"""Finds the account behind `@login`: GitHub is asked for its numeric id, because a login can pass to somebody else."""

from __future__ import annotations

from bot.model.contracts import NeedsFacts, Refused, View, refuse_without_answer
from bot.model.ledger_entries import Actor
from bot.model.needs import UNKNOWN, Need


def find_account(view: View, login: str) -> Actor | Refused | NeedsFacts:
    """Find the account; return what has to be asked first, or the refusal where GitHub has no such account."""
    need = Need("account", login)
    number = view.nomination.facts.get(need)
    if number is None:
        return NeedsFacts((need,))
    if number == UNKNOWN:
        return refuse_without_answer("who that is")
    return Actor(int(number), login) if number.isdigit() else Refused(f"There is no account `{login}` on GitHub.")
