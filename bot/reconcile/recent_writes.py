"""Comments that this process wrote in the last minutes: GitHub's listings lag behind its writes, so they are trusted less."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic

from cachetools import TTLCache

from bot.model.github_json import Json

SECONDS = 600
MOST = 4096
MOST_BOARDS = 256
FRESH = timedelta(minutes=2)


class RecentWrites:
    """A comment counts as there from the moment it was written until a listing has shown it once; from then on the listing is
    believed, so that one that somebody deletes is seen to be gone."""

    def __init__(self, timer: Callable[[], float] = monotonic) -> None:
        self._unlisted: TTLCache[int, Json] = TTLCache(MOST, SECONDS, timer)
        self._ours: TTLCache[int, bool] = TTLCache(MOST, SECONDS, timer)
        self._boards: TTLCache[int, Json] = TTLCache(MOST_BOARDS, SECONDS, timer)

    def __contains__(self, comment: int) -> bool:
        """Check if this process wrote the comment."""
        return comment in self._ours

    def wrote(self, comment: Json) -> None:
        """Remember a comment as GitHub gave it back."""
        number = int(comment["id"])
        if number not in self._ours or number in self._unlisted:
            self._unlisted[number] = comment
        self._ours[number] = True

    def wrote_board(self, comment: Json) -> None:
        """Remember a board as it was written: whatever a listing shows of it later, its memory was at least this new."""
        self.wrote(comment)
        self._boards[int(comment["id"])] = comment

    def boards(self, thread: int) -> tuple[str, ...]:
        """List the texts of the boards that were last written in a thread."""
        return tuple(str(data.get("body") or "") for data in self._boards.values() if _is_in(data, thread))

    def note_delivered(self, comment: Json, now: datetime) -> None:
        """Add a comment of ours from a delivery, which this process has not heard of: the answer to it was lost, or another
        process wrote it. One that is sent again later proves nothing any more."""
        if comment and now - datetime.fromisoformat(str(comment["created_at"])) < FRESH:
            self.wrote(comment)

    def forget(self, comment: int) -> None:
        """Forget a comment that was deleted."""
        self._unlisted.pop(comment, None)

    def unlisted(self, thread: int) -> bool:
        """Check if something that this process wrote in a thread is still missing from every list."""
        return any(_is_in(data, thread) for data in self._unlisted.values())

    def completed(self, listed: Sequence[Json], thread: int) -> list[Json]:
        """List the comments of a thread: those that GitHub lists, and those that it does not show yet."""
        for data in listed:
            self._unlisted.pop(int(data["id"]), None)
        late = [data for data in self._unlisted.values() if _is_in(data, thread)]
        return sorted([*listed, *late], key=lambda data: int(data["id"]))


def _is_in(comment: Json, thread: int) -> bool:
    return str(comment.get("issue_url", "")).endswith(f"/issues/{thread}")
