"""Reviews of pull requests, and their comments on lines, as GitHub shows them."""

from bot.sandbox.clock import stamp
from bot.sandbox.records import Issue, Review, ReviewComment
from bot.sandbox.shapes.issues import author_association, issue_web, rollup
from bot.sandbox.shapes.repos import repo_api
from bot.sandbox.shapes.users import user_or_ghost
from bot.sandbox.world import Json, World, node_id


def review(world: World, issue: Issue, record: Review) -> Json:
    """A review."""
    api, web = f"{repo_api(world, issue.repo)}/pulls/{issue.number}", issue_web(world, issue)
    page = f"{web}#pullrequestreview-{record.id}"
    return {
        "id": record.id,
        "node_id": node_id("PRR", record.id),
        "user": user_or_ghost(world, record.user),
        "body": record.body,
        "state": record.state,
        "html_url": page,
        "pull_request_url": api,
        "author_association": author_association(world, issue.repo, record.user),
        "_links": {"html": {"href": page}, "pull_request": {"href": api}},
        "submitted_at": stamp(record.submitted_at),
        "commit_id": record.commit,
    }


def review_comment(world: World, issue: Issue, of: Review, record: ReviewComment) -> Json:
    """A comment on lines."""
    api, web = repo_api(world, issue.repo), issue_web(world, issue)
    here, page, pull = f"{api}/pulls/comments/{record.id}", f"{web}#discussion_r{record.id}", f"{api}/pulls/{issue.number}"
    several = record.start if record.start != record.end else None
    return {
        "url": here,
        "pull_request_review_id": of.id,
        "id": record.id,
        "node_id": node_id("PRRC", record.id),
        "diff_hunk": f"@@ -0,0 +{record.start},{record.end - record.start + 1} @@",
        "path": record.path,
        "commit_id": record.commit,
        "original_commit_id": record.commit,
        "user": user_or_ghost(world, of.user),
        "body": record.body,
        "created_at": stamp(of.submitted_at),
        "updated_at": stamp(of.submitted_at),
        "html_url": page,
        "pull_request_url": pull,
        "author_association": author_association(world, issue.repo, of.user),
        "_links": {"self": {"href": here}, "html": {"href": page}, "pull_request": {"href": pull}},
        "start_line": several,
        "original_start_line": several,
        "start_side": "RIGHT" if several else None,
        "line": record.end,
        "original_line": record.end,
        "side": "RIGHT",
        "subject_type": "line",
        "reactions": rollup(f"{here}/reactions", []),
    }
