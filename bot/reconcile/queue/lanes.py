"""Work that is ready, in lanes: people with a role first, and within a lane one person after the other.

A lower lane is passed over often, but never for ever: every few turns it comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from cachetools import LRUCache

from bot.reconcile.queue.work import Key, Lane, Work

TURNS = (Lane.ROLE, Lane.ROLE, Lane.ROLE, Lane.OWN, Lane.ROLE, Lane.ROLE, Lane.ROLE, Lane.OTHERS)
"""The lane that comes first at each turn; where it has nothing to do, the most urgent one that has comes instead."""

LONGEST_WITHOUT_ROOM = timedelta(minutes=5)
"""So long after the last work of a lower lane one piece begins without room: the lower lanes never starve."""

OFTEN, APART, AGAIN = 10, timedelta(minutes=1), timedelta(minutes=10)
"""After so many beginnings on one nomination, each less than `AGAIN` after the last, further ones keep `APART`: whatever
somebody without a role does to it meanwhile is merged into one."""

Admits = Callable[[Work], bool]


class ReadyWork:
    """Work by its key, and the order in which it is given out."""

    def __init__(self) -> None:
        self._work: dict[Key, Work] = {}
        self._lanes: dict[Lane, dict[int, dict[Key, None]]] = {lane: {} for lane in Lane}
        self._turn = 0

    def __bool__(self) -> bool:
        return bool(self._work)

    def __contains__(self, key: Key) -> bool:
        return key in self._work

    def keys(self) -> set[Key]:
        """List the keys of everything that is ready."""
        return set(self._work)

    def get(self, key: Key) -> Work | None:
        """Give the work with that key."""
        return self._work.get(key)

    def add(self, work: Work) -> None:
        """Add work, merged with what is here under its key; it keeps its place unless it has become more urgent."""
        known = self._work.get(work.key)
        merged = known.merge(work) if known else work
        if known is not None and (known.lane, known.person) != (merged.lane, merged.person):
            self._leave_line(known)
        self._work[merged.key] = merged
        self._lanes[merged.lane].setdefault(merged.person, {})[merged.key] = None

    def add_older(self, work: Work) -> None:
        """Add work that was here before whatever has come under its key since."""
        newer = self.pop(work.key)
        self.add(work.merge(newer) if newer else work)

    def pop(self, key: Key) -> Work | None:
        """Take work out, if there is any with that key."""
        work = self._work.pop(key, None)
        if work is not None:
            self._leave_line(work)
        return work

    def clear(self) -> None:
        """Forget everything."""
        for key in self.keys():
            self.pop(key)

    def find_next(self, may_begin: Callable[[Work], bool]) -> Work | None:
        """Find the work whose turn it is, of all that may begin."""
        first = TURNS[self._turn % len(TURNS)]
        lanes = (first, *(lane for lane in Lane if lane is not first))
        return next((work for lane in lanes for work in self._list_lane(lane) if may_begin(work)), None)

    def take(self, work: Work) -> None:
        """Take out work that was found: the next turn is another lane's, and another person's."""
        people = self._lanes[work.lane]
        self.pop(work.key)
        if work.person in people:
            people[work.person] = people.pop(work.person)  # to the end of the line
        self._turn += 1

    def _list_lane(self, lane: Lane) -> Iterator[Work]:
        return (self._work[key] for keys in self._lanes[lane].values() for key in keys)

    def _leave_line(self, work: Work) -> None:
        people = self._lanes[work.lane]
        del people[work.person][work.key]
        if not people[work.person]:
            del people[work.person]


class Admission:
    """Says what may begin beside what is `running`: a lower lane leaves one worker free, and waits until `admits` sees room."""

    def __init__(self, now: Callable[[], datetime], admits: Admits | None) -> None:
        self.running: dict[Key, Lane] = {}
        self.most_of_others = 1
        self._now, self._admits = now, admits
        self._others_began = now()
        self._begun: LRUCache[Key, tuple[datetime, int]] = LRUCache(10_000)

    @property
    def is_limited(self) -> bool:
        """Check that some work may have to wait for room."""
        return self._admits is not None

    def judge(self) -> Callable[[Work], bool]:
        """Make a judge of what may begin at this moment."""
        others = sum(lane is not Lane.ROLE for lane in self.running.values()) < self.most_of_others
        room: dict[str, bool] = {}

        def may_begin(work: Work) -> bool:
            if work.key in self.running:
                return False
            if work.lane is Lane.ROLE or not others:
                return work.lane is Lane.ROLE
            if self._is_too_often(work.key):
                return False
            if work.repo not in room:
                room[work.repo] = self._is_starving() or self._has_room(work)
            return room[work.repo]

        return may_begin

    def begin(self, work: Work) -> Work:
        """Note that work begins; what begins without room has to come to its end without."""
        self.running[work.key] = work.lane
        if work.lane is Lane.ROLE:
            return work
        at, count = self._begun.get(work.key, (self._now(), 0))
        self._begun[work.key] = (self._now(), count + 1 if self._now() - at < AGAIN else 1)
        starving, self._others_began = self._is_starving(), self._now()
        return replace(work, lane=Lane.OVERDUE) if starving and not self._has_room(work) else work

    def _is_too_often(self, key: Key) -> bool:
        at, count = self._begun.get(key, (self._now(), 0))
        return self.is_limited and count >= OFTEN and self._now() - at < APART

    def _has_room(self, work: Work) -> bool:
        return self._admits is None or self._admits(work)

    def _is_starving(self) -> bool:
        return self._now() - self._others_began >= LONGEST_WITHOUT_ROOM
