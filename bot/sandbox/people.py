"""A person in front of the web pages: the same rights and events as over REST, in one call each."""

from collections.abc import Mapping, Sequence

from bot.sandbox.actions import issues, labels, pulls, refs, threads
from bot.sandbox.records import Account, Actor, Comment, Issue
from bot.sandbox.refused import not_found
from bot.sandbox.roles import require
from bot.sandbox.world import World


class Person:
    """Acts as one account. Each act is one tick of the clock; what GitHub would not allow raises Refused."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._actor = Actor(account, on_the_web=True)
        self.login = account.login
        self.account = account

    def open_issue(self, repo: str, title: str, body: str | None = None, labels: Sequence[str] = ()) -> int:
        """Open an issue and return its number.

        `labels` are those of an issue form: they come on whoever writes, but (as on GitHub) only those that the
        repository defines already.
        """
        home = self._world.visible_repo(repo, self._actor)
        number = issues.open_issue(self._world, self._actor, home, title, body, form_labels=labels).number
        self._world.clock.tick()
        return number

    def edit_issue(self, repo: str, number: int, title: str | None = None, body: str | None = None) -> None:
        """Change the title or the body of an issue or pull request."""
        issues.edit(self._world, self._actor, self._issue(repo, number), title, body)
        self._world.clock.tick()

    def comment(self, repo: str, number: int, body: str) -> int:
        """Comment, and return the comment's id."""
        comment = threads.post_comment(self._world, self._actor, self._issue(repo, number), body)
        self._world.clock.tick()
        return comment.id

    def edit_comment(self, repo: str, comment: int, body: str) -> None:
        """Change a comment (tick a box in it, for instance)."""
        threads.edit_comment(self._world, self._actor, self._comment(repo, comment), body)
        self._world.clock.tick()

    def delete_comment(self, repo: str, comment: int) -> None:
        """Delete a comment."""
        threads.delete_comment(self._world, self._actor, self._comment(repo, comment))
        self._world.clock.tick()

    def react(self, repo: str, comment: int, content: str) -> None:
        """Leave an emoji (`+1`, `eyes`, ...) on a comment."""
        threads.react(self._world, self._actor, self._comment(repo, comment), content)
        self._world.clock.tick()

    def label(self, repo: str, number: int, name: str) -> None:
        """Put a label on."""
        labels.add_labels(self._world, self._actor, self._issue(repo, number), [name])
        self._world.clock.tick()

    def unlabel(self, repo: str, number: int, name: str) -> None:
        """Take a label off."""
        labels.remove_label(self._world, self._actor, self._issue(repo, number), name)
        self._world.clock.tick()

    def create_label(self, repo: str, name: str, color: str = "ededed", description: str | None = None) -> None:
        """Define a label."""
        home = self._world.visible_repo(repo, self._actor)
        labels.create_label(self._world, self._actor, home, name, color, description)
        self._world.clock.tick()

    def rename_label(self, repo: str, name: str, new_name: str) -> None:
        """Rename a label."""
        home = self._world.visible_repo(repo, self._actor)
        labels.update_label(self._world, self._actor, home, name, new_name, None, None)
        self._world.clock.tick()

    def delete_label(self, repo: str, name: str) -> None:
        """Delete a label everywhere."""
        labels.delete_label(self._world, self._actor, self._world.visible_repo(repo, self._actor), name)
        self._world.clock.tick()

    def assign(self, repo: str, number: int, *logins: str) -> None:
        """Assign people."""
        issue = self._issue(repo, number)
        require(issue.repo, self._actor, "triage")
        issues.assign(self._world, self._actor, issue, logins)
        self._world.clock.tick()

    def unassign(self, repo: str, number: int, *logins: str) -> None:
        """Take people off."""
        issue = self._issue(repo, number)
        require(issue.repo, self._actor, "triage")
        issues.unassign(self._world, self._actor, issue, logins)
        self._world.clock.tick()

    def close(self, repo: str, number: int, reason: str = "completed") -> None:
        """Close an issue or pull request."""
        issues.close(self._world, self._actor, self._issue(repo, number), reason)
        self._world.clock.tick()

    def reopen(self, repo: str, number: int) -> None:
        """Open it again."""
        issues.reopen(self._world, self._actor, self._issue(repo, number))
        self._world.clock.tick()

    def lock(self, repo: str, number: int, reason: str | None = None) -> None:
        """Lock a conversation."""
        issues.lock(self._world, self._actor, self._issue(repo, number), reason)
        self._world.clock.tick()

    def unlock(self, repo: str, number: int) -> None:
        """Unlock it."""
        issues.unlock(self._world, self._actor, self._issue(repo, number))
        self._world.clock.tick()

    def delete_issue(self, repo: str, number: int) -> None:
        """Delete an issue for good."""
        issues.delete_issue(self._world, self._actor, self._issue(repo, number))
        self._world.clock.tick()

    def transfer_issue(self, repo: str, number: int, target: str) -> int:
        """Move an issue to another repository, and return its number there."""
        moved = issues.transfer(self._world, self._actor, self._issue(repo, number), self._world.repo(target))
        self._world.clock.tick()
        return moved.number

    def merge(self, repo: str, number: int, method: str = "merge") -> str:
        """Merge a pull request, and return the merge commit's sha."""
        made = pulls.merge(self._world, self._actor, self._pull(repo, number), method)
        self._world.clock.tick()
        return made.sha

    def close_pull(self, repo: str, number: int) -> None:
        """Close a pull request without merging it."""
        self.close(repo, self._pull(repo, number).number)

    def reopen_pull(self, repo: str, number: int) -> None:
        """Open a closed pull request again."""
        self.reopen(repo, self._pull(repo, number).number)

    def push(
        self, repo: str, branch: str, files: Mapping[str, str | None], message: str, create_from: str | None = None
    ) -> str:
        """Commit files (None deletes) onto a branch and return the sha.

        `create_from` names the branch or commit that a new branch starts at (default: the default branch).
        """
        world, home = self._world, self._world.visible_repo(repo, self._actor)
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
        made = refs.commit_to(world, self._actor, home, branch, tree, message, *([start] if start else []))
        world.clock.tick()
        return made.sha

    def delete_branch(self, repo: str, branch: str) -> None:
        """Delete a branch; open pull requests from it are closed."""
        refs.delete_ref(self._world, self._actor, self._world.visible_repo(repo, self._actor), f"heads/{branch}")
        self._world.clock.tick()

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
        home = self._world.visible_repo(repo, self._actor)
        source, branch = pulls.find_head(self._world, home, head)
        if files is not None and source is not None:
            self.push(source.full_name, branch, files, title)
        issue = pulls.open_pull(self._world, self._actor, home, title, head, base, body, draft=False)
        self._world.clock.tick()
        return issue.number

    def fork(self, repo: str) -> str:
        """Fork a repository, and return the fork's full name."""
        copy = pulls.fork(self._world, self._actor, self._world.visible_repo(repo, self._actor))
        self._world.clock.tick()
        return copy.full_name

    def _issue(self, repo: str, number: int) -> Issue:
        return self._world.issue(self._world.visible_repo(repo, self._actor), number)

    def _pull(self, repo: str, number: int) -> Issue:
        return pulls.find_pull(self._world, self._world.visible_repo(repo, self._actor), number)

    def _comment(self, repo: str, comment: int) -> Comment:
        found = self._world.visible_repo(repo, self._actor).comments.get(comment)
        if found is None:
            raise not_found()
        return found
