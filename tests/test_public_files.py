"""What the public gets of a registry over HTTP: addresses, kinds, caching, and nothing that a browser would carry out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from yarl import URL

from bot.registry.outputs.tree import Tree, tree
from bot.registry.outputs.values import PublishedApproval, Registry, Site
from bot.server.app import make_app
from bot.server.public_files import PublishedFiles, address
from config.publishing import Outputs
from tests.socket_client import SECRET

APPROVAL = PublishedApproval(
    "openmrs", datetime(2026, 3, 2, tzinfo=UTC), None, "1.1.6", 7, "https://github.com/dpg/registry/issues/7"
)
NOMINEES = {"openmrs": {"name": "OpenMRS", "stage": "DPG"}, "a b&c": {"name": "<b>", "stage": "nominee"}}


Serve = Callable[..., Awaitable[TestClient[Any, Any]]]


def made(**use: bool) -> Tree:
    return tree(Registry(NOMINEES, {}, (APPROVAL,)), Outputs(**use), Site("dpg/registry", "https://github.com/dpg/registry"))


TREE = made()


@pytest.fixture
def serve(aiohttp_client: Any) -> Serve:
    """Serves outputs under these names of registries, and gives an HTTP client."""

    async def serve(outputs: Tree | None = TREE, *names: str) -> TestClient[Any, Any]:
        registries = {name: lambda: outputs for name in names or ("dpg/registry",)}
        return await aiohttp_client(make_door(registries))

    return serve


def make_door(registries: Mapping[str, PublishedFiles]) -> web.Application:
    """The bot's server with these outputs; it takes no deliveries."""
    return make_app(secrets=(SECRET,), receive=lambda _: None, ready=lambda: (True, {}), registries=registries)


async def get(client: TestClient[Any, Any], path: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
    answer = await client.request(method, path, headers=headers)
    return answer.status, answer.headers, await answer.read()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/api/dpgs/", "application/json"),
        ("/api/dpgs", "application/json"),
        ("/api/dpgs/index.json", "application/json"),
        ("/api/nominees/", "application/json"),
        ("/api/dpg/openmrs/", "application/json"),
        ("/api/dpg/openmrs", "application/json"),
        ("/api/nominee/openmrs/index.json", "application/json"),
        ("/api/nominee/a%20b%26c/", "application/json"),
        ("/feeds/approvals.atom", "application/atom+xml"),
        ("/feeds/approvals.json", "application/feed+json"),
        ("/badge/openmrs.svg", "image/svg+xml"),
        ("/registry.csv", "text/csv"),
    ],
)
async def test_every_output_has_its_address_and_its_kind_and_lets_a_browser_carry_out_nothing(
    serve: Serve, path: str, kind: str
) -> None:
    client = await serve()
    status, headers, body = await get(client, path)
    again, seen, nothing = await get(client, path, "HEAD")
    assert (status, again) == (200, 200)
    assert body
    assert nothing == b""
    assert headers["Content-Type"] == f"{kind}; charset=utf-8"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "public, max-age=300"
    assert (seen["Content-Length"], seen["ETag"]) == (headers["Content-Length"], headers["ETag"])


async def test_a_list_is_the_list(serve: Serve) -> None:
    client = await serve()
    _, _, body = await get(client, "/api/dpgs/")
    assert json.loads(body) == [{"id": "openmrs", "name": "OpenMRS", "stage": "DPG"}]


@pytest.mark.parametrize("spelled", ["{}", "W/{}", '"other", {}', "*"])
async def test_what_the_caller_has_already_is_not_sent_again(serve: Serve, spelled: str) -> None:
    client = await serve()
    _, headers, _ = await get(client, "/badge/openmrs.svg")
    known = spelled.format(headers["ETag"])
    status, again, body = await get(client, "/badge/openmrs.svg", **{"If-None-Match": known})
    assert (status, body, again["ETag"]) == (304, b"", headers["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("odd", ['"other"', "no quotes", '"', "\xff"])
async def test_anything_else_in_that_header_gets_the_whole(serve: Serve, odd: str) -> None:
    client = await serve()
    status, _, body = await get(client, "/badge/openmrs.svg", **{"If-None-Match": odd})
    assert status == 200
    assert body.startswith(b"<svg")


@pytest.mark.parametrize(
    "path",
    [
        "/badge/unknown.svg",
        "/badge/../registry.csv",
        "/badge/%2e%2e%2fregistry.csv",
        "/badge/",
        "/api/",
        "/api/dpg/",
        "/api/dpg/openmrs/x",
        "/api/dpg/..%2f..%2f..%2fetc%2fpasswd",
        "/api/dpg/%00/",
        "/feeds/approvals",
        "/registry.csv/",
        "/dpg/registry/registry.csv",
    ],
)
async def test_what_is_no_output_is_404(serve: Serve, path: str) -> None:
    client = await serve()
    answer = await client.session.get(URL(f"{client.make_url('')}{path}", encoded=True))
    # The client itself takes out `..`, and then asks for what there is.
    assert answer.status == 404 or answer.url.path == "/registry.csv"


async def test_what_is_switched_off_is_404(serve: Serve) -> None:
    client = await serve(made(badges=False, csv=False))
    assert [(await get(client, path))[0] for path in ("/badge/openmrs.svg", "/registry.csv", "/api/dpgs/")] == [404, 404, 200]


async def test_before_the_registry_has_been_read_the_answer_is_503_and_when_to_come_again(serve: Serve) -> None:
    client = await serve(None)
    status, headers, _ = await get(client, "/api/dpgs/")
    assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "30", "no-store")
    assert (await get(client, "/live"))[0] == 200


async def test_several_registries_are_told_apart_by_their_names_in_any_case(serve: Serve) -> None:
    client = await serve(TREE, "dpg/registry", "dpg/Other")
    assert (await get(client, "/dpg/registry/registry.csv"))[0] == 200
    assert (await get(client, "/DPG/other/api/dpgs/"))[0] == 200
    assert [(await get(client, path))[0] for path in ("/registry.csv", "/dpg/third/registry.csv")] == [404, 404]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_they_are_only_for_reading(serve: Serve, method: str) -> None:
    client = await serve()
    assert (await get(client, "/api/dpgs/", method))[0] == 405


async def test_without_registries_there_is_nothing_but_the_door(aiohttp_client: Any) -> None:
    client = await aiohttp_client(make_door({}))
    assert (await get(client, "/api/dpgs/"))[0] == 404


def test_the_address_of_the_outputs_names_the_registry_where_there_are_several() -> None:
    assert address("https://bot.example", ("dpg/a",), "dpg/a") == "https://bot.example"
    assert address("https://bot.example/x", ("dpg/a", "dpg/b"), "dpg/b") == "https://bot.example/x/dpg/b"
    assert address(None, ("dpg/a",), "dpg/a") == ""
