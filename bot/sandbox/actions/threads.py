"""Comments and reactions."""

from bot.sandbox.actions.text import check_comment, missing
from bot.sandbox.records import Actor, Comment, Issue, Reaction
from bot.sandbox.refused import Refused, invalid, not_found
from bot.sandbox.roles import forbidden, is_collaborator, require_author_or
from bot.sandbox.shapes.issues import EMOJI
from bot.sandbox.shapes.issues import comment as comment_shape
from bot.sandbox.shapes.issues import issue as issue_shape
from bot.sandbox.world import Json, World


def post_comment(world: World, actor: Actor, issue: Issue, body: object) -> Comment:
    """Comment on an issue or pull request; a locked one refuses strangers with 403."""
    text = check_comment(body)
    if issue.locked and not is_collaborator(issue.repo, actor):
        raise Refused(403, "Unable to create comment because issue is locked.")
    now = world.clock.now()
    comment = Comment(world.next_id(), issue, actor.account, text, now, now, actor.app)
    issue.comments.append(comment)
    issue.repo.comments[comment.id] = comment
    issue.updated_at = now
    _tell(world, actor, comment, "created")
    return comment


def edit_comment(world: World, actor: Actor, comment: Comment, body: object) -> None:
    """Change a comment: its author may, and those who write. The last writer wins, as on GitHub."""
    require_author_or(comment.issue.repo, actor, comment.user, "write")
    text = check_comment(body)
    if text != comment.body:
        changes = {"changes": {"body": {"from": comment.body}}}
        comment.body = text
        comment.updated_at = comment.issue.updated_at = world.clock.now()
        _tell(world, actor, comment, "edited", changes)


def delete_comment(world: World, actor: Actor, comment: Comment) -> None:
    """Remove a comment: its author may, and those who write."""
    require_author_or(comment.issue.repo, actor, comment.user, "write")
    comment.issue.comments.remove(comment)
    del comment.issue.repo.comments[comment.id]
    comment.issue.updated_at = world.clock.now()
    _tell(world, actor, comment, "deleted")


def _tell(world: World, actor: Actor, comment: Comment, action: str, extra: Json | None = None) -> None:
    def payload() -> Json:
        shapes = {"issue": issue_shape(world, comment.issue), "comment": comment_shape(world, comment)}
        return {**shapes, **(extra or {})}

    world.emit(comment.issue.repo, actor, "issue_comment", action, payload)


def react(world: World, actor: Actor, subject: Issue | Comment, content: object) -> tuple[Reaction, bool]:
    """Leave an emoji; the same one of the same person exists once. The flag says whether it is new.

    GitHub sends no webhook for reactions and does not touch `updated_at`.
    """
    if content is None:
        raise missing("content")
    if content not in EMOJI:
        raise invalid("Reaction", "invalid", "content")
    issue = subject.issue if isinstance(subject, Comment) else subject
    if issue.locked and not is_collaborator(issue.repo, actor):
        raise Refused(403, "Unable to react because issue is locked.")
    for existing in subject.reactions:
        if existing.user is actor.account and existing.content == content:
            return existing, False
    reaction = Reaction(world.next_id(), actor.account, str(content), world.clock.now())
    subject.reactions.append(reaction)
    return reaction, True


def unreact(actor: Actor, subject: Issue | Comment, reaction_id: int) -> None:
    """Take an emoji back; only who left it may."""
    found = next((each for each in subject.reactions if each.id == reaction_id), None)
    if found is None:
        raise not_found()
    if found.user is not actor.account:
        raise forbidden(actor)
    subject.reactions.remove(found)
