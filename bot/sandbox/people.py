"""A person in front of the web pages: the same rights and events as over REST, in one call each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Concatenate, ParamSpec, TypeVar

from bot.sandbox.actions import issues, labels, pulls, refs, reviews, threads
from bot.sandbox.records import Account, Actor, Comment, Issue, Repo
from bot.sandbox.refused import not_found
from bot.sandbox.roles import require
from bot.sandbox.world import World

P = ParamSpec("P")
Made = TypeVar("Made")


class Person:
    """Acts as one account. Each act is one tick of the clock; what GitHub would not allow raises Refused."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._actor = Actor(account)
        self.login = account.login
        self.account = account

    def open_issue(self, repo: str, title: str, body: str | None = None, labels: Sequence[str] = ()) -> int:
        """Open an issue and return its number.

        `labels` are those of an issue form: they come on whoever writes, but (as on GitHub) only those that the
        repository defines already.
        """
        return self._do(issues.open_issue, self._repo(repo), title, body, form_labels=labels).number

    def edit_issue(self, repo: str, number: int, title: str | None = None, body: str | None = None) -> None:
        """Change the title or the body of an issue or pull request."""
        self._do(issues.edit, self._issue(repo, number), title, body)

    def comment(self, repo: str, number: int, body: str) -> int:
        """Comment, and return the comment's id."""
        return self._do(threads.post_comment, self._issue(repo, number), body).id

    def edit_comment(self, repo: str, comment: int, body: str) -> None:
        """Change a comment (tick a box in it, for instance)."""
        self._do(threads.edit_comment, self._comment(repo, comment), body)

    def delete_comment(self, repo: str, comment: int) -> None:
        """Delete a comment."""
        self._do(threads.delete_comment, self._comment(repo, comment))

    def react(self, repo: str, comment: int, content: str) -> None:
        """Leave an emoji (`+1`, `eyes`, ...) on a comment."""
        self._do(threads.react, self._comment(repo, comment), content)

    def label(self, repo: str, number: int, name: str) -> None:
        """Put a label on."""
        self._do(labels.add_labels, self._issue(repo, number), [name])

    def unlabel(self, repo: str, number: int, name: str) -> None:
        """Take a label off."""
        self._do(labels.remove_label, self._issue(repo, number), name)

    def create_label(self, repo: str, name: str, color: str = "ededed", description: str | None = None) -> None:
        """Define a label."""
        self._do(labels.create_label, self._repo(repo), name, color, description)

    def delete_label(self, repo: str, name: str) -> None:
        """Delete a label everywhere."""
        self._do(labels.delete_label, self._repo(repo), name)

    def assign(self, repo: str, number: int, *logins: str) -> None:
        """Assign people."""
        issue = self._issue(repo, number)
        require(issue.repo, self._actor, "triage")
        self._do(issues.assign, issue, logins)

    def unassign(self, repo: str, number: int, *logins: str) -> None:
        """Take people off."""
        issue = self._issue(repo, number)
        require(issue.repo, self._actor, "triage")
        self._do(issues.unassign, issue, logins)

    def close(self, repo: str, number: int, reason: str = "completed") -> None:
        """Close an issue or pull request."""
        self._do(issues.close, self._issue(repo, number), reason)

    def reopen(self, repo: str, number: int) -> None:
        """Open it again."""
        self._do(issues.reopen, self._issue(repo, number))

    def lock(self, repo: str, number: int, reason: str | None = None) -> None:
        """Lock a conversation."""
        self._do(issues.lock, self._issue(repo, number), reason)

    def unlock(self, repo: str, number: int) -> None:
        """Unlock it."""
        self._do(issues.unlock, self._issue(repo, number))

    def delete_issue(self, repo: str, number: int) -> None:
        """Delete an issue for good."""
        self._do(issues.delete_issue, self._issue(repo, number))

    def transfer_issue(self, repo: str, number: int, target: str) -> int:
        """Move an issue to another repository, and return its number there."""
        return self._do(issues.transfer, self._issue(repo, number), self._world.repo(target)).number

    def merge(self, repo: str, number: int, method: str = "merge") -> str:
        """Merge a pull request, and return the merge commit's sha."""
        return self._do(pulls.merge, self._pull(repo, number), method).sha

    def apply_suggestions(self, repo: str, number: int, *comments: int) -> str:
        """Commit the suggestions of these review comments onto the pull request's branch, all in one commit."""
        return self._do(reviews.apply_suggestions, self._pull(repo, number), comments).sha

    def close_pull(self, repo: str, number: int) -> None:
        """Close a pull request without merging it."""
        self.close(repo, self._pull(repo, number).number)

    def reopen_pull(self, repo: str, number: int) -> None:
        """Open a closed pull request again."""
        self.reopen(repo, self._pull(repo, number).number)

    def change_base(self, repo: str, number: int, base: str) -> None:
        """Point a pull request at another branch."""
        self._do(pulls.change_base, self._pull(repo, number), base)

    def push(
        self, repo: str, branch: str, files: Mapping[str, str | None], message: str, create_from: str | None = None
    ) -> str:
        """Commit files (None deletes) onto a branch and return the sha.

        `create_from` names the branch or commit that a new branch starts at (default: the default branch).
        """
        world, home = self._world, self._repo(repo)
        require(home, self._actor, "write")
        start = home.refs.get(f"heads/{branch}")
        if start is None:
            found = refs.resolve(world, home, create_from or home.default_branch)
            start = found.sha if found else None
        tree = dict(world.git.commits[start].tree) if start else {}
        for path, text in files.items():
            tree.pop(path, None)
            if text is not None:
                tree[path] = world.git.add_blob(text.encode())
        return self._do(refs.commit_to, home, branch, tree, message, *([start] if start else [])).sha

    def delete_branch(self, repo: str, branch: str) -> None:
        """Delete a branch; open pull requests from it are closed."""
        self._do(refs.delete_ref, self._repo(repo), f"heads/{branch}")

    def open_pull(
        self,
        repo: str,
        head: str,
        base: str,
        title: str,
        body: str | None = None,
        files: Mapping[str, str | None] | None = None,
    ) -> int:
        """Open a pull request from `branch` or `owner:branch`; with `files` the head branch is pushed first."""
        home = self._repo(repo)
        source, branch = pulls.find_head(self._world, home, head)
        if files is not None and source is not None:
            self.push(source.full_name, branch, files, title)
        return self._do(pulls.open_pull, home, title, head, base, body, draft=False).number

    def fork(self, repo: str) -> str:
        """Fork a repository, and return the fork's full name."""
        return self._do(pulls.fork, self._repo(repo)).full_name

    def _do(self, act: Callable[Concatenate[World, Actor, P], Made], *args: P.args, **kwargs: P.kwargs) -> Made:
        """Do one thing, and let the clock tick."""
        made = act(self._world, self._actor, *args, **kwargs)
        self._world.clock.tick()
        return made

    def _repo(self, name: str) -> Repo:
        return self._world.visible_repo(name, self._actor)

    def _issue(self, repo: str, number: int) -> Issue:
        return self._world.issue(self._repo(repo), number)

    def _pull(self, repo: str, number: int) -> Issue:
        return pulls.find_pull(self._world, self._repo(repo), number)

    def _comment(self, repo: str, comment: int) -> Comment:
        found = self._repo(repo).comments.get(comment)
        if found is None:
            raise not_found()
        return found
