"""Prints what the checks find in real submissions, measured by what was added before they were merged: `python bench/gaps.py`.

Recall: of the fields that applied under the answers as submitted, were empty or Unknown then, and are filled in the merged
record, how many are reported as missing; the promise is 98%. False asks: fields asked for although their gate says No; the
promise is none. Then how often each check fires on merged records. Which fields apply when is written down here once more,
from the registry's own form, so that a mistake in the Standard's file cannot hide itself.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.__main__ import catalogue  # noqa: E402
from bot.cli.check_record import checked, kind_of  # noqa: E402
from bot.model.needs import Finding  # noqa: E402
from config.workflow import built_in  # noqa: E402

SAMPLE = ROOT.parent / "shared" / "registry-sample"
HARM = "doNoHarm."
PII, CONTENT, USERS = HARM + "dataPrivacySecurity.", HARM + "inappropriateIllegalContent.", HARM + "protectionFromHarassment."
# Key path -> the gates above it, each of which must say Yes.
SCREENING: dict[str, tuple[str, ...]] = {}


def _asks(gate: str, *fields: str, above: tuple[str, ...] = ()) -> None:
    SCREENING[gate] = above
    SCREENING.update(dict.fromkeys(fields, (*above, gate)))


_asks("clearOwnership.isOwnershipExplicit", "clearOwnership.copyrightURL")
_asks("platformIndependence.mandatoryDepsCreateMoreRestrictions")
_asks(
    "platformIndependence.isSoftwarePltIndependent",
    "platformIndependence.pltIndependenceDesc",
    above=("platformIndependence.mandatoryDepsCreateMoreRestrictions",),
)
_asks("documentation.isDocumentationAvailable", "documentation.documentationURL")
_asks("NonPII.collectsNonPII")
_asks("NonPII.checkNonPIIAccessMechanism", "NonPII.nonPIIAccessMechanism", above=("NonPII.collectsNonPII",))
_asks("privacy.isPrivacyCompliant", "privacy.privacyComplianceList", "privacy.adherenceSteps")
_asks("standards.supportStandards", "standards.standardsList", "standards.evidenceStandardSupport")
_asks("standards.implementBestPractices", "standards.bestPracticesList")
_asks(HARM + "preventHarm.stepsToPreventHarm", HARM + "preventHarm.additionalInfoMechanismProcessesPolicies")
_asks(PII + "collectsPII", PII + "typesOfDataCollected", PII + "ensurePrivacySecurity", PII + "privacySecurityDescription")
_asks(PII + "thirdPartyDataSharing", PII + "dataSharingCircumstances", above=(PII + "collectsPII",))
_asks(CONTENT + "collectStoreDistribute", CONTENT + "type")
_asks(CONTENT + "contentFilter", CONTENT + "policyGuidelinesDocumentationLink", above=(CONTENT + "collectStoreDistribute",))
_asks(
    CONTENT + "illegalContentDetection",
    CONTENT + "illegalContentDetectionMechanism",
    above=(CONTENT + "collectStoreDistribute",),
)
_asks(USERS + "userInteraction")
_asks(
    USERS + "addressSafetySecurityUnderageUsers",
    USERS + "stepsAddressRiskPreventSafetyUnderageUsers",
    above=(USERS + "userInteraction",),
)
_asks(USERS + "griefAbuseHarassmentProtection", USERS + "harassmentProtectionSteps", above=(USERS + "userInteraction",))
SCREENING |= {"locations.developmentCountries": (), "locations.deploymentCountries": ()}
PLAIN = ("name", "description", "website", "type", "license", "SDGs", "organizations")
ROWS = {"license": ("spdx", "licenseURL"), "organizations": ("name", "org_type", "website"), "repositories": ("url",)}
WITH_CODE = {"software", "aimodel"}


@dataclass
class Measured:
    """The figures of one run over pairs of submitted and merged records."""

    pairs: int = 0
    added: int = 0
    """Fields that applied, were empty when submitted, and are filled in the merged record."""
    asked: int = 0
    unasked: list[str] = field(default_factory=list)
    false_asks: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of the added fields that are asked for at once."""
        return self.asked / self.added if self.added else 1.0


def is_filled(value: object) -> bool:
    """Whether a value answers anything; Unknown does not."""
    if isinstance(value, list):
        return any(is_filled(item) for item in value)
    return value not in (None, "", "Unknown", {})


def at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path."""
    value: Any = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def added_in(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each added field with the key path that an ask for it must name: its own, or that of its unanswered gate."""
    if kind_of(after) == "nominee":
        yield from ((path, path) for path in _added_to_nominee(before, after))
        return
    for path, gates in SCREENING.items():
        if is_filled(at(before, path)) or not is_filled(at(after, path)):
            continue
        closed = [gate for gate in gates if at(before, gate) != "Yes"]
        if not closed:
            yield path, path
        elif not is_filled(at(before, closed[0])):
            yield path, closed[0]


def _added_to_nominee(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    has_code = bool(WITH_CODE & set(before.get("type") or after.get("type") or ()))
    yield from (path for path in PLAIN if not is_filled(before.get(path)) and is_filled(after.get(path)))
    if has_code and not is_filled(before.get("repositories")) and is_filled(after.get("repositories")):
        yield "repositories"
    for key, columns in ROWS.items():
        if key == "repositories" and not has_code:
            continue
        for index, (old, new) in enumerate(zip(before.get(key) or (), after.get(key) or (), strict=False)):
            yield from (f"{key}[{index}].{column}" for column in columns if not old.get(column) and new.get(column))
    shown = {goal.get("SDGNumber"): goal for goal in after.get("SDGs") or () if isinstance(goal, dict)}
    for index, goal in enumerate(before.get("SDGs") or ()):
        if isinstance(goal, dict) and not _has_evidence(goal) and _has_evidence(shown.get(goal.get("SDGNumber"), {})):
            yield f"SDGs[{index}].evidenceText"


def _has_evidence(goal: Mapping[str, Any]) -> bool:
    return bool(goal.get("evidenceText") or goal.get("evidenceURL"))


def measure() -> Measured:
    """Recall and false asks over every pair of the sample."""
    found = Measured()
    for file in sorted((SAMPLE / "submissions").glob("*.submitted.json")):
        before = _read(file)
        missing = {finding.field for finding in _findings(before) if finding.kind == "missing"}
        for path, gates in SCREENING.items():
            if path in missing and any(at(before, gate) == "No" for gate in gates):
                found.false_asks.append(f"{file.name}: {path}")
        merged = file.with_name(file.name.replace("submitted", "merged"))
        if merged.exists():
            found.pairs += 1
            for path, ask in added_in(before, _read(merged)):
                found.added += 1
                found.asked += ask in missing
                if ask not in missing:
                    found.unasked.append(f"{file.name}: {path}")
    return found


def firing(folder: str, pattern: str = "*.json") -> dict[str, tuple[int, int, Counter[str]]]:
    """Kind of record -> how many there are, how many with a wrong or missing one, and how many each kind of finding fires on."""
    found: dict[str, tuple[int, int, Counter[str]]] = {}
    for file in sorted((SAMPLE / folder).glob(pattern)):
        record = _read(file)
        if (kind := kind_of(record)) in ("application", "unknown"):
            continue
        said = {(name, finding.kind, _key(finding)) for name, finding in _by_check(record)}
        total, bad, counts = found.get(kind, (0, 0, Counter()))
        counts.update(f"{of:8} {name}: {key}" for name, of, key in said)
        found[kind] = (total + 1, bad + any(of != "look" for _, of, _ in said), counts)
    return found


def _key(finding: Finding) -> str:
    """The key path without its places."""
    return "".join(part.partition("]")[2] if index else part for index, part in enumerate(finding.field.split("[")))


def _findings(record: Mapping[str, Any]) -> tuple[Finding, ...]:
    return checked(record, STANDARD, CATALOGUE.checks).findings


def _by_check(record: Mapping[str, Any]) -> Iterator[tuple[str, Finding]]:
    for check in CATALOGUE.checks:
        yield from ((check.name, finding) for finding in checked(record, STANDARD, (check,)).findings)


def _read(file: Path) -> dict[str, Any]:
    record = json.loads(file.read_text(encoding="utf-8"))
    return record if isinstance(record, dict) else {}


CATALOGUE = catalogue()
STANDARD = CATALOGUE.standards[built_in().standard]


def _print_firing(title: str, folder: str, pattern: str = "*.json") -> None:
    for kind, (total, bad, counts) in firing(folder, pattern).items():
        print(f"\n{title}, {kind}: {total} records, {bad} with something missing or wrong")
        for said, count in sorted(counts.items(), key=lambda each: (each[0].startswith("look"), -each[1])):
            mark = " over 5%" if count > total * 0.05 and not said.startswith("look") else ""
            print(f"  {count:4} {count / total:6.1%}  {said}{mark}")


def main() -> None:
    """Print every figure."""
    if not SAMPLE.exists():
        print("The registry's sample lies in ../shared/registry-sample, which is not there: nothing to measure.")
        return
    found = measure()
    print(f"{found.pairs} pairs: {found.asked} of {found.added} added fields were asked for at once: recall {found.recall:.1%}")
    print(f"{len(found.false_asks)} false asks")
    for line in (*found.unasked, *found.false_asks):
        print(f"  {line}")
    _print_firing("As merged", "submissions", "*.merged.json")
    _print_firing("At head", "nominees")
    _print_firing("At head", "digitalpublicgoods")
    _print_firing("As submitted", "submissions", "*.submitted.json")


if __name__ == "__main__":
    main()
