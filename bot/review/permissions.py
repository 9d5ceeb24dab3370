"""Decides who may do what: GitHub is asked for roles when a command is carried out, and no answer means no right."""

from __future__ import annotations

from collections.abc import Collection

from bot.model.contracts import Command, NeedsFacts, Refused, View, refuse_without_answer
from bot.model.ledger_entries import Actor
from bot.model.needs import Need
from bot.model.working_time import is_open as is_working_hour
from bot.review.nomination_state import find_pull_under_review, list_names, name_stage
from bot.review.reminders.schedule import schedule_reminders
from bot.review.reviewer_seats import explain_bar_to_review
from bot.review.roles import REVIEWERS, holds_any
from bot.review.waits import list_waits
from config.models import CommandRule
from config.waits import WORDS


def find_command_rule(view: View, command: Command) -> CommandRule:
    """Find the command's rights in this registry: its own, changed by the workflow's."""
    rule = view.workflow.commands.get(command.name, CommandRule())
    roles = command.roles if rule.roles is None else rule.roles
    return CommandRule(roles=roles, stages=command.stages if rule.stages is None else rule.stages, enabled=rule.enabled)


def check_permission(view: View, person: Actor, command: Command) -> Refused | NeedsFacts | None:
    """Check whether the person may use the command here now: None if so, else the refusal or the facts to ask for."""
    rule = find_command_rule(view, command)
    if not rule.enabled:
        return Refused("It is switched off in this registry. `/help` lists what you can do here.")
    open_to_all = view.stage in command.open_in
    names = ("public",) if open_to_all else rule.roles or ()
    why_not = explain_missing_role(view, person, names) or (
        None if command.own or open_to_all else explain_bar_to_review(view, person)
    )
    if why_not is not None:
        return why_not
    if rule.stages and not list_current_names(view) & set(rule.stages):
        return Refused(f"It can be used while {_describe_stages(view, rule.stages)}; this one is in **{name_stage(view)}**.")
    return None


def _describe_stages(view: View, names: tuple[str, ...]) -> str:
    """Describe the stages in which a command may be used; where it depends on waits alone, those."""
    titles = [view.workflow.stages[name].title for name in names if name in view.workflow.stages]
    if titles:
        return f"a nomination is in {list_names(titles, 'or')}"
    return f"a nomination waits for {list_names([word for kind, word in WORDS.items() if kind in names], 'or')}"


def list_current_names(view: View) -> frozenset[str]:
    """List the stage and the kinds of current waits, which a command's rights may name; a renewal under review is one."""
    kinds = {"review"} if find_pull_under_review(view) else set()
    return frozenset({view.stage, *kinds, *(wait.kind for wait in list_waits(view))})


def list_rights_to_ask(view: View) -> tuple[Need, ...]:
    """List the facts to ask for before a reviewer is reminded: whether they still hold the role."""
    if not is_working_hour(view.workflow, view.now):
        return ()
    reviewers = {o.wait.person for o in schedule_reminders(view) if o.at <= view.now and o.wait.kind == "review"}
    answers = (holds_any(view, person, REVIEWERS) for person in reviewers if person is not None)
    return tuple(dict.fromkeys(need for answer in answers if isinstance(answer, NeedsFacts) for need in answer.needs))


def explain_missing_role(
    view: View, person: Actor, names: Collection[str], refusal: Refused | None = None, asked: str = "what rights you have"
) -> Refused | NeedsFacts | None:
    """Explain why the person holds none of these roles, or list the facts to ask for; None where they hold one."""
    right = holds_any(view, person, names)
    if right is None:
        return refuse_without_answer(asked)
    if isinstance(right, NeedsFacts):
        return right
    return None if right else refusal or _refuse_other_roles(view, names)


def _refuse_other_roles(view: View, names: Collection[str]) -> Refused:
    if not names:
        return Refused("Nobody may do this in this registry. `/help` lists what you can do here.")
    titles = [_add_article(view.workflow.roles[name].title) if name in view.workflow.roles else f"the {name}" for name in names]
    return Refused(f"Only {list_names(titles, 'or')} can do this. `/help` lists what you can do here.")


def _add_article(title: str) -> str:
    return f"{'an' if title[:1].lower() in 'aeiou' else 'a'} {title}"
