"""Keys of the bot's marks: a comment with a key is posted once, because its mark proves that it was."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class MarkKey(StrEnum):
    """The kind of a comment; the parts after it distinguish the comment from others of its kind, and stand first below."""

    REPLY = "reply"
    """Comment, edit: the reply to the commands of a comment, or of one of its edits."""
    HINT = "hint"
    """Comment, time of the edit: a hint that nothing of an edit was carried out."""
    UNREAD = "unread"
    """Person, or `strangers`: comments of theirs that are not read for commands any more, because there are too many."""
    WHICH = "which"
    """Numbers of questions: a plain comment could answer any of them, so the bot asks which."""
    QUESTION = "question"
    """Number, time: a question that was asked."""
    STAGE = "stage"
    """Stage, number of the change: a change of stage that somebody has to know of."""
    RENEWAL = "renewal"
    """Event, round or approval: news of a renewal."""
    REMINDER = "reminder"
    """Wait, name, beginning of the wait: a reminder, which a digest remembers by the same key."""
    RECALL = "remind"
    """Comment, day, digest of the text: a reminder that somebody asked for."""
    LABEL = "label"
    """Time, person, on or off, label: a label of a stage that was changed by hand."""
    BOARD = "board"
    """Time, person: a board that somebody changed by hand."""
    TICKS = "ticks"
    """Serial of the board: verdicts by ticked boxes that were lost."""
    EDITED = "edited"
    """Time, person: answers that somebody else has edited."""
    ROUTE = "route"
    """Digest of the teams: teams that were notified of the nomination."""
    ANNOUNCE = "announce"
    """Channel: an announcement, in the comment or the record of a channel."""
    PULL = "pull"
    """Kind: a pull request of the nomination, marked in its body."""
    SUGGEST = "suggest"
    """Number, head: suggestions for the files of a person's pull request."""
    FORWARD = "forward"
    """Number: a link from the other pull request of a pair to the nomination."""
    REFUSED = "refused"
    """Reason: a pull request whose records cannot be a nomination."""
    APPROVAL_REFUSED = "refusal"
    """Person, reason: a `/go` on the Review queue issue that does not count."""
    DIGEST = "digest"
    """Day: the digest of a day."""

    def of(self, *parts: object) -> str:
        """Build the key from its parts."""
        return "/".join((self.value, *(part.isoformat() if isinstance(part, datetime) else str(part) for part in parts)))

    def begins(self, key: str, *parts: object) -> bool:
        """Tell whether a key is of this kind and begins with these parts."""
        return key.startswith(f"{self.of(*parts)}/")
