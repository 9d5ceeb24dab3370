"""Check runs over REST."""

from bot.sandbox.actions.check_runs import create_check_run, latest, update_check_run
from bot.sandbox.actions.pulls import readable_commit
from bot.sandbox.rest.call import Answer, Call
from bot.sandbox.shapes.check_runs import check_run

REPO = "/repos/{owner}/{repo}"


def post_check_run(call: Call) -> Answer:
    """Make a check run."""
    repo = call.repo()
    made = create_check_run(call.world, call.who(), repo, call.body)
    return Answer(201, check_run(call.world, repo, made), result=made.id)


def patch_check_run(call: Call) -> Answer:
    """Change one."""
    repo = call.repo()
    made = update_check_run(call.world, call.who(), repo, call.number("id"), call.body)
    return Answer(200, check_run(call.world, repo, made), result=made.id)


def check_runs(call: Call) -> Answer:
    """Those of a commit; by default the newest of each name."""
    repo, name = call.repo(), call.query.get("check_name")
    found = latest(repo, readable_commit(call.world, repo, call.params["ref"]).sha)
    page = call.page([run for run in found if name in (None, run.name)], lambda run: check_run(call.world, repo, run))
    page.body = {"total_count": len(page.body), "check_runs": page.body}
    return page


ROUTES = (
    ("POST", f"{REPO}/check-runs", post_check_run),
    ("PATCH", f"{REPO}/check-runs/{{id}}", patch_check_run),
    ("GET", f"{REPO}/commits/{{ref*}}/check-runs", check_runs),
)
