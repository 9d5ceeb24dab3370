"""Stage pull requests: one to become a candidate, one to become a digital public good, each following the review."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from bot import decision, renewal
from bot import effects as fx
from bot.conditions import answered, failing, incomplete, listed, unsettled
from bot.contracts import Phase, Rule, View, say
from bot.effects import Effect
from bot.intaking import filed_as, record, stage_on_file
from bot.ledger import BY_HAND, PullNote, digest
from bot.nomination import Pull
from bot.record import dumps
from bot.ripeness import doubted, green, stale
from bot.text import escape
from config.models import Kind

STAGE_ON_FILE: Mapping[Kind, str] = {"candidate": "nominee", "dpg": "DPG"}
"""The registry's files say "nominee" where people say "candidate"."""
DESCRIPTION_LIMIT = 140
State = Literal["pending", "success", "failure"]
KINDS: tuple[Kind, ...] = ("candidate", "dpg")


def pulls(view: View) -> Iterator[Effect]:
    """What each stage pull request lacks to be what it should be."""
    for kind in KINDS:
        pull = view.nomination.pull(kind)
        if pull is None:
            yield from _opened(view, kind)
        elif pull.state == "open":
            yield from _kept(view, kind, pull)
        elif pull.state == "closed" and _wanted(view, kind) and not _closed_by_hand(view, kind):
            yield fx.ReopenPull(kind, pull.number)


def _wanted(view: View, kind: Kind) -> bool:
    """The stage has that pull request, and something stands in the record that it would add."""
    if view.stage not in view.workflow.pulls[kind].stages:
        return False
    if kind == "candidate":
        return not incomplete(view, ("project", *view.workflow.pulls[kind].indicators)) or _exists(view, kind)
    if view.nomination.level or renewal.unchanged(view):
        return False
    return _merged(view, "candidate") and answered(view, kind)


def _exists(view: View, kind: Kind) -> bool:
    return view.nomination.pull(kind) is not None


def _merged(view: View, kind: Kind) -> bool:
    pull = view.nomination.pull(kind)
    return pull is not None and pull.state == "merged"


def _closed_by_hand(view: View, kind: Kind) -> bool:
    note = view.nomination.stored.pulls.get(kind) if view.nomination.stored else None
    return note is None or note.state != "closed"


def _opened(view: View, kind: Kind) -> Iterator[Effect]:
    if _wanted(view, kind) and files(view, kind):
        title, slug = _title(view, kind), _slug(view)
        message = escape.commit(f"Add {slug}")
        yield fx.OpenPull(kind, branch(view, kind), title, _body(view, kind), files(view, kind), message)


def _kept(view: View, kind: Kind, pull: Pull) -> Iterator[Effect]:
    """An open one is closed when its stage is over, or brought up to date: first the files, then the words, then the status."""
    if not _wanted(view, kind):
        if view.workflow.stages[view.stage].closes:
            yield fx.ClosePull(kind, pull.number)
        return
    note = view.ledger.pulls.get(kind, PullNote(pull.number))
    late = {path: text for path, text in files(view, kind).items() if _is_late(note, path, text)}
    if late:
        yield fx.CommitFiles(kind, pull.number, branch(view, kind), late, escape.commit(f"Update {_slug(view)}"))
        return
    title, body = _title(view, kind), _body(view, kind)
    if (pull.title, pull.body.strip()) != (title, body.strip()):
        yield fx.EditPull(kind, pull.number, title, body)
    state, description = status(view, kind)
    if note.status != f"{state}|{pull.head[:12]}|{description}":
        yield fx.SetStatus(kind, pull.head, state, description)
    elif state == "success" and view.workflow.pulls[kind].merge == "bot" and pull.mergeable is not False:
        yield fx.MergePull(kind, pull.number, pull.head, title)


def _is_late(note: PullNote, path: str, text: str | None) -> bool:
    """The branch holds another text than the answers give; one that a person wrote there is kept."""
    there = note.files.get(path, "")
    return there != digest(text) and not there.startswith(BY_HAND)


def branch(view: View, kind: Kind) -> str:
    """The branch of a stage pull request; a renewal has one of its own."""
    again = f"-{view.ledger.round + 1}" if view.ledger.round and kind == "dpg" else ""
    return f"nomination/{view.nomination.number}/{kind}{again}"


def files(view: View, kind: Kind) -> Mapping[str, str | None]:
    """Path -> text of the files of that stage; None for a path that a change of the name has left behind."""
    here, submission, slug = view.nomination, view.reading.submission, _slug(view)
    if here.records is not None and here.records.broken:
        return {}  # nobody knows what it should say: what stands on the branch stays there until it can be read again
    nominee = {**record(here, "nominee", submission.nominee), "stage": stage_on_file(here, STAGE_ON_FILE[kind])}
    folders = view.workflow.folders
    wanted: dict[str, str | None] = {f"{folders['candidate']}/{slug}.json": dumps(nominee)}
    if kind == "dpg":
        wanted[f"{folders['dpg']}/{slug}.json"] = dumps(record(here, "screening", submission.screening))
        wanted.update(_decision(view, slug))
    for note in (view.ledger.pulls.get(kind), view.ledger.pulls.get("candidate")):
        wanted.update({path: None for path in (note.files if note else ()) if path not in wanted})
    if kind == "dpg" and (approved := renewal.approval(view)):
        wanted.update({path: None for path in approved.paths if path not in wanted})
    return wanted


def _decision(view: View, slug: str) -> Mapping[str, str]:
    """The decision record, as soon as every indicator is settled, where the workflow names a folder for it."""
    folder = view.workflow.decisions
    if folder is None or unsettled(view, "dpg") or failing(view):
        return {}
    outcome = view.workflow.stages["dpg"].title if "dpg" in view.workflow.stages else "dpg"
    return {
        f"{folder}/{slug}.json": dumps(decision.record(view, outcome)),
        f"{folder}/{slug}.md": decision.markdown(view, outcome),
    }


def _slug(view: View) -> str:
    return filed_as(view.nomination, view.name)


def _title(view: View, kind: Kind) -> str:
    return escape.title(view.workflow.pulls[kind].title.replace("${name}", view.name[:120]))


def status(view: View, kind: Kind) -> tuple[State, str]:
    """State and description of `dpg-review`: why the pull request may or may not be merged."""
    note = view.ledger.pulls.get(kind)
    by_hand = [path for path, value in (note.files if note else {}).items() if value.startswith(BY_HAND)]
    waiting = unsettled(view, kind)
    ids = view.workflow.pulls[kind].indicators
    failed = tuple(i for i in failing(view) if i in ids)
    if failed:
        return "failure", f"Failed: indicator {listed(failed)}"[:DESCRIPTION_LIMIT]
    if by_hand:
        return "pending", f"Changed by hand and not what the nomination says: {by_hand[0]}"[:DESCRIPTION_LIMIT]
    if waiting:
        return "pending", f"{len(ids) - len(waiting)} of {len(ids)} indicators settled; open: {listed(waiting)}"[
            :DESCRIPTION_LIMIT
        ]
    if not green(view, kind):
        if stale(view):
            return "pending", f"All {len(ids)} indicators settled; the links are looked at once more"
        if doubts := doubted(view, kind):
            return "pending", f"A link has gone bad since the review: indicator {listed(doubts)}"[:DESCRIPTION_LIMIT]
    return "success", f"All {len(ids)} indicators settled"


def _body(view: View, kind: Kind) -> str:
    pull = view.workflow.pulls[kind]
    rows = [_row(view, indicator, pull.quorum) for indicator in pull.indicators if indicator in view.standings]
    text = say(
        view,
        FEATURE,
        kind,
        name=escape.inline(view.name),
        number=view.nomination.number,
        checklist="\n".join(rows),
        standard=view.standard.version,
        quorum=pull.quorum,
        other=_other(view, kind),
    )
    return text.replace("\n\n\n", "\n\n").strip()


def _row(view: View, indicator: str, quorum: int) -> str:
    standing = view.standings[indicator]
    if not standing.applies:
        state = "not applicable"
    elif standing.failed:
        state = "**failed**"
    else:
        state = "passed" if standing.passes else "open"
    by = ", ".join(f"`{v.by.login}`" for v in standing.verdicts)
    box = "x" if standing.settled(quorum) else " "
    return f"- [{box}] {indicator} {standing.indicator.title}: {state}{f' ({by})' if by else ''}"


def _other(view: View, kind: Kind) -> str:
    other = view.nomination.pull("dpg" if kind == "candidate" else "candidate")
    return f"The other stage: #{other.number}." if other else ""


FEATURE = Rule(
    name="stage-pulls",
    phase=Phase.REGISTRY,
    run=pulls,
    sentences={
        "candidate": (
            "Nomination #${number}: **${name}** to become a candidate.\n\n"
            "This pull request follows the nomination: an edit of the answers there is a new commit here, and the list below "
            "shows what reviewers have decided. Comment with slash commands here or there, it is the same.\n\n"
            "${checklist}\n\nAssessed against the DPG Standard ${standard}. "
            "It can be merged when `dpg-review` is green. ${other}"
        ),
        "dpg": (
            "Nomination #${number}: **${name}** to become a digital public good.\n\n"
            "It adds the answers to indicators 3 to 9 and moves the nominee file to stage DPG, in one merge. "
            "An edit of the answers in the nomination is a new commit here; each indicator needs ${quorum} reviewers.\n\n"
            "${checklist}\n\nAssessed against the DPG Standard ${standard}. "
            "It can be merged when `dpg-review` is green. ${other}"
        ),
    },
)
