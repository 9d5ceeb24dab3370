"""Everything the local GitHub holds, and the way its changes become webhooks."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.clock import Clock
from bot.sandbox.git import GitStore
from bot.sandbox.records import Account, AccountType, Actor, App, Hook, Installation, Issue, Organization, Repo, Token
from bot.sandbox.refused import Refused, not_found
from bot.sandbox.roles import may

Json = dict[str, Any]
Notify = Callable[[Repo, Hook, str, Json], None]


class World:
    """The state behind the API. `api` and `web` are the roots of the links in answers."""

    def __init__(self, clock: Clock, api: str) -> None:
        self.clock = clock
        self.api = api
        self.web = api
        self.git = GitStore()
        self.accounts: dict[str, Account] = {}
        self.orgs: dict[int, Organization] = {}
        self.repos: dict[str, Repo] = {}
        self.moved_repos: dict[str, Repo] = {}
        self.repos_by_id: dict[int, Repo] = {}
        self.apps: dict[str, App] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.notify: Notify = lambda _repo, _hook, _event, _payload: None
        self.describe: Callable[[Repo, Hook, Account], Json] = lambda _repo, _hook, _sender: {}
        self._last_id = 1000

    def next_id(self) -> int:
        """Ids grow over all kinds of things, so that a newer comment always has a higher one."""
        self._last_id += 1
        return self._last_id

    def add_account(self, login: str, kind: AccountType) -> Account:
        """A new account; a taken login raises ValueError."""
        if login.lower() in self.accounts:
            raise ValueError(f"{login} is taken")
        account = Account(login, self.next_id(), kind, self.clock.now())
        self.accounts[login.lower()] = account
        return account

    def account(self, login: str) -> Account:
        """The account with this login, in any case; 404 if there is none."""
        found = self.accounts.get(login.lower())
        if found is None or found.deleted:
            raise not_found()
        return found

    def repo(self, full_name: str) -> Repo:
        """The repository of this name; KeyError if there is none (for set-up and tests, not for requests)."""
        return self.repos[full_name.lower()]

    def visible_repo(self, full_name: str, actor: Actor | None) -> Repo:
        """The repository as a request sees it: 404 when it is private to the actor, 301 after a rename."""
        found = self.repos.get(full_name.lower())
        moved = self.moved_repos.get(full_name.lower())
        if found is None and moved is not None and may(moved, actor, "read"):
            raise Moved(f"{self.api}/repositories/{moved.id}")
        if found is None or not may(found, actor, "read"):
            raise not_found()
        return found

    def issue(self, repo: Repo, number: int) -> Issue:
        """The issue or pull request of this number: 410 after deletion, 301 after a transfer."""
        if number in repo.deleted:
            raise Refused(410, "This issue was deleted")
        gone = repo.transferred.get(number)
        if gone is not None:
            raise Refused(
                301,
                "Moved Permanently",
                headers={"Location": f"{self.api}/repositories/{gone.repo.id}/issues/{gone.number}"},
                extra={"url": f"{self.api}/repositories/{gone.repo.id}/issues/{gone.number}"},
            )
        if number not in repo.issues:
            raise not_found()
        return repo.issues[number]

    def emit(self, repo: Repo, actor: Actor, event: str, action: str | None, payload: Callable[[], Mapping[str, Any]]) -> None:
        """Tell the hooks of a repository. The payload is only built when somebody listens."""
        for hook in repo.hooks:
            if event in hook.events or "*" in hook.events:
                start = {} if action is None else {"action": action}
                self.notify(repo, hook, event, {**start, **payload(), **self.describe(repo, hook, actor.account)})


class Moved(Refused):
    """A renamed repository: the front adds the rest of the path to `root`."""

    def __init__(self, root: str) -> None:
        super().__init__(301, "Moved Permanently")
        self.root = root


def node_id(kind: str, number: int | str) -> str:
    """A GraphQL id: opaque and stable."""
    return f"{kind}_{b64encode(f'{kind}:{number}'.encode()).decode().rstrip('=')}"
