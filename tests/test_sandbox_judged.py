"""The local GitHub against GitHub's own description: every operation used, every webhook sent; and the judge judged."""

from typing import Any

import pytest

from bot.sandbox import Exchange, WebhookSent
from tests.openapi.judge import Judge
from tests.openapi.schemas import description, operations
from tests.openapi.town import HOME, REPO, Town, app_key, signed, town

FILE = {"message": "m", "content": "eA=="}


async def use_threads(there: Town) -> None:
    issue, main = f"{HOME}/issues/1", f"{HOME}/issues"
    await there.ask("POST", main, title="T", body="B", labels=["nomination"], assignees=["bot"])
    await there.ask("GET", f"{main}?state=all&sort=updated&direction=asc&per_page=100&page=1&labels=nomination")
    await there.ask("GET", issue)
    for change in (
        {"title": "T2", "body": "B2"},
        {"state": "closed", "state_reason": "not_planned"},
        {"state": "open"},
    ):
        await there.ask("PATCH", issue, **change)
    comment = (await there.ask("POST", f"{issue}/comments", body="hi")).data["id"]
    one = f"{HOME}/issues/comments/{comment}"
    for subject in (issue, one):
        reaction = (await there.ask("POST", f"{subject}/reactions", content="eyes")).data["id"]
        await there.ask("POST", f"{subject}/reactions", content="eyes")
        await there.ask("GET", f"{subject}/reactions?content=eyes")
        await there.ask("DELETE", f"{subject}/reactions/{reaction}")
    await there.ask("GET", f"{issue}/comments?since=2026-03-01T00:00:00Z")
    await there.ask("GET", f"{HOME}/issues/comments?sort=updated&direction=desc&since=2026-03-01T00:00:00Z")
    await there.ask("GET", one)
    await there.ask("PATCH", one, body="hello")
    await there.ask("DELETE", one)
    await there.ask("PUT", f"{issue}/lock", lock_reason="spam")
    await there.ask("DELETE", f"{issue}/lock")
    await there.ask("POST", f"{issue}/assignees", assignees=["wim"])
    await there.ask("DELETE", f"{issue}/assignees", assignees=["wim"])


async def use_labels(there: Town) -> None:
    labels = f"{HOME}/issues/1/labels"
    await there.ask("POST", f"{HOME}/labels", name="a", color="ff00ff", description="d")
    await there.ask("GET", f"{HOME}/labels/a")
    await there.ask("PATCH", f"{HOME}/labels/a", new_name="b", color="000000", description="e")
    await there.ask("POST", labels, labels=["b", "c"])
    await there.ask("GET", labels)
    await there.ask("DELETE", f"{labels}/c")
    await there.ask("PUT", labels, labels=["c"])
    await there.ask("DELETE", labels)
    await there.ask("DELETE", f"{HOME}/labels/b")
    await there.ask("GET", f"{HOME}/labels")


async def use_code(there: Town) -> None:
    main = (await there.ask("GET", f"{HOME}/git/ref/heads/main")).data["object"]["sha"]
    await there.ask("POST", f"{HOME}/git/refs", ref="refs/heads/t/1", sha=main)
    made = await there.ask("PUT", f"{HOME}/contents/d/a", branch="t/1", **FILE)
    await there.ask("GET", f"{HOME}/contents/d/a?ref=t/1")
    await there.ask("GET", f"{HOME}/contents/")
    await there.ask("DELETE", f"{HOME}/contents/d/a", message="m", sha=made.data["content"]["sha"], branch="t/1")
    await there.ask("PATCH", f"{HOME}/git/refs/heads/t/1", sha=made.data["commit"]["sha"], force=True)
    before = (await there.ask("GET", f"{HOME}/git/commits/{main}")).data["tree"]["sha"]
    laid = [{"path": "d/e/f", "mode": "100644", "type": "blob", "content": "f"}]
    tree = (await there.ask("POST", f"{HOME}/git/trees", base_tree=before, tree=laid)).data["sha"]
    await there.ask("GET", f"{HOME}/git/trees/{tree}?recursive=1")
    await there.ask("GET", f"{HOME}/git/trees/{tree}")
    await there.ask("POST", f"{HOME}/git/commits", message="m", tree=tree, parents=[main])
    await there.ask("GET", f"{HOME}/commits?sha=t/1&path=d/a&per_page=5")
    await there.ask("GET", f"{HOME}/commits/t/1")
    await there.ask("GET", f"{HOME}/compare/main...t/1")
    await there.ask("GET", f"{HOME}/tarball/t/1")
    await there.ask("POST", f"{HOME}/statuses/{main}", state="pending", context="c", description="d", target_url="http://x/")
    await there.ask("GET", f"{HOME}/commits/{main}/status")
    await there.ask("GET", f"{HOME}/commits/{main}/statuses")
    await there.ask("POST", f"{HOME}/releases", tag_name="v1", name="n", body="b", discussion_category_name="General")
    await there.ask("GET", f"{HOME}/releases")
    release = (await there.ask("GET", f"{HOME}/releases/tags/v1")).data["id"]
    await there.ask("PATCH", f"{HOME}/releases/{release}", name="n2", body="b2")
    await there.ask("POST", f"{HOME}/dispatches", event_type="e", client_payload={"k": "v"})


async def use_pulls(there: Town) -> None:
    number = (await there.ask("POST", f"{HOME}/pulls", title="T", head="t/1", base="main", body="Fixes #1")).data["number"]
    pull, thread = f"{HOME}/pulls/{number}", f"{HOME}/issues/{number}"
    await there.ask("GET", f"{HOME}/pulls?state=open&head=dpg:t/1&base=main&sort=created&direction=desc")
    await there.ask("GET", f"{pull}/files")
    on_a_line = {"path": "d/a", "line": 1, "side": "RIGHT", "body": "```suggestion\ny\n```"}
    head = (await there.ask("GET", pull)).data["head"]["sha"]
    await there.ask("POST", f"{pull}/reviews", commit_id=head, event="COMMENT", body="b", comments=[on_a_line])
    await there.ask("GET", f"{pull}/reviews")
    await there.ask("GET", f"{pull}/comments")
    await there.ask("PUT", f"{HOME}/contents/d/main", branch="main", **FILE)
    for change in ({"title": "T2", "body": "Closes #1"}, {"state": "closed"}, {"state": "open"}):
        await there.ask("PATCH", pull, **change)
    await there.ask("PUT", f"{thread}/labels", labels=["x"])
    await there.ask("DELETE", f"{thread}/labels/x")
    await there.ask("POST", f"{thread}/assignees", assignees=["bot"])
    await there.ask("DELETE", f"{thread}/assignees", assignees=["bot"])
    await there.ask("PUT", f"{thread}/lock")
    await there.ask("DELETE", f"{thread}/lock")
    await there.ask("PUT", f"{HOME}/contents/d/b", branch="t/1", **FILE)
    sha = (await there.ask("GET", pull)).data["head"]["sha"]
    await there.ask("PUT", f"{pull}/merge", merge_method="merge", sha=sha, commit_title="M", commit_message="m")
    await there.ask("DELETE", f"{HOME}/git/refs/heads/t/1")


async def use_people(there: Town) -> None:
    for path in ("/user", "/users/alice", HOME, f"{HOME}/collaborators", f"{HOME}/collaborators/alice/permission"):
        await there.ask("GET", path)
    await there.ask("GET", "/orgs/dpg/teams/reviewers/memberships/tria")
    app = there.gh.add_app("an-app", private_key_pem=app_key(), repos=[REPO])
    jwt = signed(there, app.id)
    await there.ask("GET", "/app", headers=jwt)
    found = (await there.ask("GET", f"{HOME}/installation", headers=jwt)).data["id"]
    tokens = f"/app/installations/{found}/access_tokens"
    token = (await there.ask("POST", tokens, headers=jwt, permissions={"issues": "write"})).data["token"]
    await there.ask("POST", f"{HOME}/issues", token, title="by the app")
    await there.ask("GET", f"{HOME}/issues", token)
    token = (await there.ask("POST", tokens, headers=jwt)).data["token"]
    main = (await there.ask("GET", f"{HOME}/git/ref/heads/main")).data["object"]["sha"]
    note = {"path": "README.md", "start_line": 1, "end_line": 1, "annotation_level": "warning", "message": "m", "title": "t"}
    output = {"title": "t", "summary": "s", "annotations": [note]}
    runs = f"{HOME}/check-runs"
    run = await there.ask("POST", runs, token, name="c", head_sha=main, status="in_progress", details_url="http://x/")
    await there.ask("PATCH", f"{runs}/{run.data['id']}", token, conclusion="success", output=output)
    await there.ask("GET", f"{HOME}/commits/{main}/check-runs?check_name=c")


def act_on_the_web(there: Town) -> None:
    alice, mae = there.person("alice"), there.person("mae")
    there.gh.add_repo("dpg/other", collaborators={"mae": "admin"})
    there.gh.add_hook("dpg/other", there.inbox.url, "s")
    moved, gone = (alice.open_issue(REPO, title, labels=["nomination"]) for title in ("moved", "gone"))
    alice.comment(REPO, moved, "with me")
    mae.transfer_issue(REPO, moved, "dpg/other")
    mae.delete_issue(REPO, gone)
    alice.fork(REPO)
    alice.open_pull(REPO, "alice:topic", "main", "from a fork", files={"z": "z"})


async def test_a_session_that_uses_everything_leaves_the_judge_nothing_to_complain_about() -> None:
    async with town() as there:
        there.hook()
        await use_threads(there)
        await use_labels(there)
        await use_code(there)
        await use_pulls(there)
        await use_people(there)
        act_on_the_web(there)
        await there.gh.delivered()

        there.judge.verdict()
        assert {each.status < 400 for each in there.gh.requests} == {True}
        assert {each.name for each in operations()} - there.judge.operations_seen == set()
        assert set(description()["x-webhooks"]) - there.judge.webhooks_seen == set()
        assert {each.status for each in there.gh.deliveries} == {202}


def exchange(method: str, path: str, body: bytes = b"", status: int = 200, answer: bytes = b"[]", **query: str) -> Exchange:
    return Exchange(method, path, query, {}, body, status, {"Content-Type": "application/json"}, answer)


INVALID = b'{"message":"Validation Failed","documentation_url":"https://docs"}'
GOOD: tuple[dict[str, Any], ...] = (
    {"method": "GET", "path": "/repos/a/b/issues"},
    {"method": "GET", "path": "/repositories/7/issues", "per_page": "100"},
    {"method": "GET", "path": "/repos/a/b/commits/feature/x/status", "status": 404, "answer": b'{"message":"no"}'},
    {"method": "POST", "path": "/repos/a/b/issues/1/labels", "body": b'{"labels":["x"]}'},
    {"method": "POST", "path": "/repos/a/b/issues", "body": b'{"x":1}', "status": 422, "answer": INVALID},
)
BAD: tuple[tuple[dict[str, Any], str], ...] = (
    ({"method": "GET", "path": "/repos/a/b/branches"}, "not among the operations"),
    ({"method": "GET", "path": "/repos/a/b/issues", "pages": "2"}, "no query parameter pages"),
    ({"method": "GET", "path": "/repos/a/b/issues", "sort": "newest"}, "sort=newest"),
    ({"method": "GET", "path": "/repos/a/b/issues", "since": "yesterday"}, "date-time"),
    ({"method": "POST", "path": "/repos/a/b/issues", "body": b'{"title":"T","label":[]}'}, "'label' was unexpected"),
    ({"method": "POST", "path": "/repos/a/b/issues", "body": b'{"body":"B"}'}, '"title" is a required property'),
    ({"method": "POST", "path": "/repos/a/b/issues/1/comments"}, "no request body"),
    ({"method": "GET", "path": "/repos/a/b/issues", "body": b"{}"}, "takes no request body"),
    ({"method": "GET", "path": "/repos/a/b/issues", "answer": b'[{"id":1}]'}, '"node_id" is a required property'),
    ({"method": "GET", "path": "/repos/a/b/labels/x", "answer": b'{"invented":1}'}, "'invented' was unexpected"),
    ({"method": "GET", "path": "/repos/a/b/issues", "status": 204, "answer": b""}, "GitHub does not answer that"),
)


@pytest.mark.parametrize("asked", GOOD)
def test_the_judge_accepts_what_the_description_allows(asked: dict[str, Any]) -> None:
    judge = Judge()
    judge(exchange(**asked))

    assert judge.complaints == []


@pytest.mark.parametrize(("asked", "complaint"), BAD)
def test_the_judge_complains_of_what_it_does_not(asked: dict[str, Any], complaint: str) -> None:
    judge = Judge()
    judge(exchange(**asked))

    assert complaint in "\n".join(judge.complaints)


@pytest.mark.parametrize(
    ("event", "action", "complaint"),
    [("issues", "opened", '"issue" is a required property'), ("fork", None, "not among those")],
)
def test_the_judge_reads_webhooks_too(event: str, action: str | None, complaint: str) -> None:
    judge = Judge()
    judge(WebhookSent(event, action, {"action": action}))

    assert complaint in "\n".join(judge.complaints)
    with pytest.raises(AssertionError, match="webhook"):
        judge.verdict()
