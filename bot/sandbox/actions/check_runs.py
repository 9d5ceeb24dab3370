"""Check runs: only GitHub Apps make them, and only an app changes its own."""

from datetime import datetime

from bot.sandbox.actions.text import missing
from bot.sandbox.clock import read_stamp
from bot.sandbox.records import Actor, App, CheckRun, Repo
from bot.sandbox.refused import Refused, invalid, not_found
from bot.sandbox.roles import forbidden, require
from bot.sandbox.world import Json, World

STATUSES = ("queued", "in_progress", "completed")
CONCLUSIONS = ("action_required", "cancelled", "failure", "neutral", "success", "skipped", "timed_out")
MOST_ANNOTATIONS = 50


def create_check_run(world: World, actor: Actor, repo: Repo, wanted: Json) -> CheckRun:
    """A new run; an older one of that name on the same commit is no longer shown. 403 for anyone who is no app."""
    app = _app(repo, actor)
    name, sha = wanted.get("name"), wanted.get("head_sha")
    if not isinstance(name, str) or not isinstance(sha, str):
        raise missing("name" if not isinstance(name, str) else "head_sha")
    if sha not in world.git.commits:
        raise Refused(422, f"No commit found for SHA: {sha}")
    now = world.clock.now()
    made = CheckRun(world.next_id(), sha, name, app, "queued", None, None, "", None, None, [], now, None)
    _change(made, wanted, now)
    repo.check_runs[made.id] = made
    return made


def update_check_run(world: World, actor: Actor, repo: Repo, number: int, wanted: Json) -> CheckRun:
    """Change a run; annotations are added to those that it has."""
    run = repo.check_runs.get(number)
    if run is None:
        raise not_found()
    if _app(repo, actor) is not run.app:
        raise Refused(403, "Invalid app_id `check_run` can only be modified by the GitHub App that created it.")
    _change(run, wanted, world.clock.now())
    return run


def _app(repo: Repo, actor: Actor) -> App:
    if actor.app is None:
        raise Refused(403, "You must authenticate via a GitHub App.")
    require(repo, actor, "write")
    if actor.app.permissions.get("checks") != "write":
        raise forbidden(actor)
    return actor.app


def _change(run: CheckRun, wanted: Json, now: datetime) -> None:
    status, conclusion = wanted.get("status", run.status), wanted.get("conclusion")
    if status not in STATUSES or (conclusion is not None and conclusion not in CONCLUSIONS):
        raise invalid("CheckRun", "invalid", "status" if status not in STATUSES else "conclusion")
    if status == "completed" and conclusion is None and run.conclusion is None:
        raise missing("conclusion")
    output = wanted.get("output") or {}
    found = output.get("annotations", [])
    if output and not ("title" in output and "summary" in output):
        raise missing("summary" if "title" in output else "title")
    if len(found) > MOST_ANNOTATIONS:
        raise Refused(
            422, f"Invalid request.\n\nNo more than {MOST_ANNOTATIONS} items are allowed; {len(found)} were supplied."
        )
    run.status, run.conclusion = ("completed" if conclusion else status), conclusion or run.conclusion
    run.completed_at = now if run.conclusion else None
    run.title, run.summary = output.get("title", run.title), output.get("summary", run.summary)
    run.annotations = [*run.annotations, *found]
    run.details_url, run.external_id = wanted.get("details_url", run.details_url), wanted.get("external_id", run.external_id)
    if "started_at" in wanted:
        run.started_at = read_stamp(wanted["started_at"])


def latest(repo: Repo, sha: str) -> list[CheckRun]:
    """The runs of a commit, newest first: one for each app and name."""
    shown = {(run.app.id, run.name): run for run in repo.check_runs.values() if run.sha == sha}
    return sorted(shown.values(), key=lambda run: run.id, reverse=True)
