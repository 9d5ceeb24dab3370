"""The answers as they were read, and the status of each indicator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.model.ledger_entries import Verdict
from bot.model.needs import Finding, Need
from bot.text.form.submission import Submission
from config.standard import Indicator


@dataclass(frozen=True)  # without slots, for the cached properties
class IndicatorStatus:
    """The status of one indicator: if it applies, the reviewers' present verdicts, and findings on its answers."""

    indicator: Indicator
    applies: bool
    verdicts: tuple[Verdict, ...] = ()
    """The present verdict of each reviewer, given on the present answers."""
    void: tuple[Verdict, ...] = ()
    """Verdicts whose answers were edited since."""
    findings: tuple[Finding, ...] = ()
    evidence: str = ""

    advice: tuple[Verdict, ...] = ()
    """Verdicts of experts on the present answers."""
    tie: Verdict | None = None
    """The verdict that decides where the reviewers differ."""
    disputed: bool = False
    """The reviewers differ, and the person who decides in that case has given no verdict yet."""

    @cached_property
    def differs(self) -> bool:
        """Tell whether one reviewer passes it and another fails it."""
        values = {verdict.value for verdict in self.verdicts}
        return "fail" in values and bool(values & {"pass", "na"})

    @cached_property
    def failed(self) -> bool:
        """Tell whether a reviewer fails it on the present answers; where they differ, whether the deciding verdict does."""
        if self.tie is not None and self.differs:
            return self.applies and self.tie.value == "fail"
        return self.applies and any(verdict.value == "fail" for verdict in self.verdicts)

    @cached_property
    def passes(self) -> int:
        """Count the reviewers who pass it, or find that it does not apply."""
        return sum(verdict.value in ("pass", "na") for verdict in self.verdicts)

    @cached_property
    def held_open(self) -> bool:
        """Tell whether a reviewer has a concern about it that is not cleared up."""
        return any(verdict.value == "concern" for verdict in self.verdicts)

    def has_passed(self, quorum: int) -> bool:
        """Tell whether it was passed by enough reviewers or in an earlier round, without fail or concern, or does not apply."""
        if self.tie is not None and self.differs:
            return self.tie.value in ("pass", "na")
        enough = self.passes >= quorum or any(verdict.carried for verdict in self.verdicts)
        return not self.applies or (not self.failed and not self.held_open and enough)

    @cached_property
    def gaps(self) -> tuple[Finding, ...]:
        """List the findings that the nominator has to correct, without hints to reviewers."""
        return tuple(finding for finding in self.findings if finding.kind != "look")


@dataclass(frozen=True, slots=True)
class Reading:
    """The answers as the bot read them, once in a pass."""

    submission: Submission
    findings: tuple[Finding, ...]
    not_applicable: frozenset[str]
    fingerprints: Mapping[str, str]
    evidence: Mapping[str, str]
    wants: tuple[Need, ...] = ()
    """Evidence that the checks can use, known already or not."""
