"""Check runs as GitHub shows them."""

from bot.sandbox.clock import maybe_stamp, stamp
from bot.sandbox.records import CheckRun, Repo
from bot.sandbox.shapes.apps import app
from bot.sandbox.shapes.repos import repo_api, repo_web
from bot.sandbox.world import Json, World, node_id


def check_run(world: World, repo: Repo, record: CheckRun) -> Json:
    """One check run."""
    here = f"{repo_api(world, repo)}/check-runs/{record.id}"
    return {
        "id": record.id,
        "head_sha": record.sha,
        "node_id": node_id("CR", record.id),
        "external_id": record.external_id,
        "url": here,
        "html_url": f"{repo_web(world, repo)}/runs/{record.id}",
        "details_url": record.details_url,
        "status": record.status,
        "conclusion": record.conclusion,
        "started_at": stamp(record.started_at),
        "completed_at": maybe_stamp(record.completed_at),
        "output": {
            "title": record.title,
            "summary": record.summary,
            "text": None,
            "annotations_count": len(record.annotations),
            "annotations_url": f"{here}/annotations",
        },
        "name": record.name,
        "check_suite": {"id": record.app.id},
        "app": app(world, record.app),
        "pull_requests": [],
    }
