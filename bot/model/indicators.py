"""What was read out of the answers, and where each indicator stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.model.ledger_entries import Verdict
from bot.model.nomination import Finding, Need
from bot.text.form.submission import Submission
from config.standard import Indicator


@dataclass(frozen=True)  # without slots, so that what follows from its fields is worked out once
class IndicatorStatus:
    """Where one indicator stands: does it apply, what the reviewers say now, what is missing or wrong in its answers."""

    indicator: Indicator
    applies: bool
    verdicts: tuple[Verdict, ...] = ()
    """The present verdict of each reviewer, given on the answers that stand now."""
    void: tuple[Verdict, ...] = ()
    """Verdicts whose answers were edited since."""
    findings: tuple[Finding, ...] = ()
    evidence: str = ""

    advice: tuple[Verdict, ...] = ()
    """What experts said of it on the present answers."""
    tie: Verdict | None = None
    """The verdict that decides where the reviewers differ."""
    disputed: bool = False
    """The reviewers differ, and whoever decides then has not said anything yet."""

    @cached_property
    def differs(self) -> bool:
        """One reviewer passes it and another fails it."""
        values = {verdict.value for verdict in self.verdicts}
        return "fail" in values and bool(values & {"pass", "na"})

    @cached_property
    def failed(self) -> bool:
        """At least one reviewer fails it on the present answers; where they differ, the one who decides does."""
        if self.tie is not None and self.differs:
            return self.applies and self.tie.value == "fail"
        return self.applies and any(verdict.value == "fail" for verdict in self.verdicts)

    @cached_property
    def passes(self) -> int:
        """How many reviewers pass it, or find that it does not apply."""
        return sum(verdict.value in ("pass", "na") for verdict in self.verdicts)

    @cached_property
    def held_open(self) -> bool:
        """A reviewer has a concern that is not cleared up."""
        return any(verdict.value == "concern" for verdict in self.verdicts)

    def has_passed(self, quorum: int) -> bool:
        """Passed by enough reviewers or in an earlier round, failed by none and no concern left; one that does not apply is settled by itself."""
        if self.tie is not None and self.differs:
            return self.tie.value in ("pass", "na")
        enough = self.passes >= quorum or any(verdict.carried for verdict in self.verdicts)
        return not self.applies or (not self.failed and not self.held_open and enough)

    @cached_property
    def gaps(self) -> tuple[Finding, ...]:
        """What the nominator has to mend; hints to reviewers are left out."""
        return tuple(finding for finding in self.findings if finding.kind != "look")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the bot read out of the answers, once in a pass."""

    submission: Submission
    findings: tuple[Finding, ...]
    not_applicable: frozenset[str]
    fingerprints: Mapping[str, str]
    evidence: Mapping[str, str]
    wants: tuple[Need, ...] = ()
    """Evidence that the checks would like to know, whether it is known already or not."""
