"""`dpgbot check-record`: what is missing, wrong or worth a look in registry records, without a network.

A nominee record answers indicators 1 and 2 and what the project is, a screening record all the others: each is held only
to the questions it has keys for. Both may stand in one file, their keys side by side or under "nominee" and "screening".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue, Check
    from bot.model.needs import Finding
    from config.standard import Standard

COLOURS = {"schema": "magenta", "missing": "yellow", "wrong": "red", "look": "cyan"}
MANY = 20
Kind = Literal["nominee", "screening", "both", "application", "unknown", "unreadable"]
NOMINEE_KEYS = frozenset(
    {"SDGs", "license", "organizations", "type", "repositories", "description", "sectors", "stage", "website"}
)
SCREENING_KEYS = frozenset(
    {"clearOwnership", "platformIndependence", "documentation", "NonPII", "privacy", "standards", "doNoHarm"}
)
# Keys that only the later web application has, whose other keys partly have the same names and another shape.
APPLICATION_KEYS = frozenset({"openlicenses", "sdgs", "categories", "userContent", "dataPrivacySecurity", "openStandards"})
OF_NOMINEE = frozenset({"1", "2", "project"})
OTHER_LAYOUT = (
    "this is an application of the later web form, which has another layout; it cannot be checked as a registry record"
)
NO_RECORD = "this is no record of the registry: it has neither the keys of a nominee nor those of a screening"


@dataclass(frozen=True, slots=True)
class Report:
    """The report about one record."""

    kind: Kind
    schema_errors: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    file: str = ""

    @property
    def line(self) -> str:
        """The report as one line of JSON."""
        findings = [{"indicator": f.indicator, "field": f.field, "kind": f.kind, "reason": f.reason} for f in self.findings]
        said = {"file": self.file, "kind": self.kind, "schema_errors": list(self.schema_errors), "findings": findings}
        return json.dumps(said, ensure_ascii=False)


def check_record(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Records: nominees, screenings, or both in one file.")],
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON for each file.")] = False,
) -> None:
    """Check registry records and submissions without a network. The checks are those that the bot makes of a nomination.

    Exit code 0, whatever is found; 1 when a file cannot be read.
    """
    reports = _reports(files, ctx.obj())
    if _print_lines(reports) if as_json else _print_table(list(_with_progress(reports, len(files)))):
        raise typer.Exit(1)


def _reports(files: Iterable[Path], catalogue: Catalogue) -> Iterator[Report]:
    from bot.text.record.record import loads
    from config.workflow import built_in

    standard = catalogue.standards[built_in().standard]
    for file in files:
        try:
            record = loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as wrong:
            yield Report("unreadable", (str(wrong),), file=str(file))
            continue
        yield replace(checked(record, standard, catalogue.checks), file=str(file))


def kind_of(record: Mapping[str, Any]) -> Kind:
    """Tell the kind of a record by its keys alone."""
    if len(APPLICATION_KEYS & record.keys()) > 1:
        return "application"
    first, second = _halves(record)
    if first and second:
        return "both"
    return "nominee" if first else "screening" if second else "unknown"


def checked(record: Mapping[str, Any], standard: Standard, checks: Iterable[Check]) -> Report:
    """Everything that can be said of a record without looking at the pages it links to; any JSON object will do."""
    from bot.review.reading import sort_findings
    from bot.text.record.record import schema_errors

    kind = kind_of(record)
    if kind in ("application", "unknown"):
        return Report(kind, (OTHER_LAYOUT if kind == "application" else NO_RECORD,))
    nominee, screening = _halves(record)
    errors = (
        *(schema_errors(nominee, "nominee") if nominee else ()),
        *(schema_errors(screening, "screening") if screening else ()),
    )
    return Report(kind, errors, sort_findings(_findings(nominee, screening, standard, checks), standard))


def _findings(
    nominee: Mapping[str, Any], screening: Mapping[str, Any], standard: Standard, checks: Iterable[Check]
) -> Iterator[Finding]:
    from bot.model.contracts import Case
    from bot.review import answer_gaps
    from bot.text.form.submission import from_records

    case = Case(from_records(nominee, screening, standard), standard)
    apart = answer_gaps.list_inapplicable_indicators(standard, case.submission)
    for check in checks:
        for finding in check.run(case):
            judged = bool(nominee) if finding.indicator in OF_NOMINEE else bool(screening)
            if judged and finding.indicator not in apart:
                yield finding


def _halves(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The nominee's part of a record and the screening's; an empty one is not there."""
    first, second = record.get("nominee"), record.get("screening")
    if isinstance(first, dict) and isinstance(second, dict):
        return first, second
    is_nominee, is_screening = NOMINEE_KEYS & record.keys(), SCREENING_KEYS & record.keys()
    if not (is_nominee and is_screening):
        return (record if is_nominee else {}), (record if is_screening else {})
    own = SCREENING_KEYS | {"locations"}
    return {k: v for k, v in record.items() if k not in own}, {k: v for k, v in record.items() if k in own or k == "name"}


def _print_lines(reports: Iterable[Report]) -> bool:
    """Print one line of JSON for each report; return True if some file could not be read."""
    unreadable = False
    for report in reports:
        typer.echo(report.line)
        unreadable |= report.kind == "unreadable"
    return unreadable


def _with_progress(reports: Iterable[Report], of: int) -> Iterator[Report]:
    """Yield the reports, with a bar on standard error while there are many of them and somebody looks on."""
    from rich.console import Console
    from rich.progress import track

    return iter(track(reports, "Checking", of, console=Console(stderr=True), disable=of < MANY, transient=True))


def _print_table(reports: list[Report]) -> bool:
    """Print a table of the findings for each report; return True if some file could not be read."""
    from rich.console import Console
    from rich.markup import escape

    console = Console()
    for report in reports:
        title = f"[bold]{escape(report.file)}[/bold] ({report.kind})"
        if report.kind in ("unreadable", "application", "unknown"):
            console.print(f"{title}: {escape(report.schema_errors[0])}")
        elif not report.schema_errors and not report.findings:
            console.print(f"{title}: nothing to say")
        else:
            console.print(title)
            console.print(_table(report))
    fine = sum(not report.schema_errors and not any(f.kind != "look" for f in report.findings) for report in reports)
    console.print(f"{len(reports)} files, {fine} of them valid and without anything missing or wrong")
    return any(report.kind == "unreadable" for report in reports)


def _table(report: Report) -> object:
    """A table of one file. What the record says is shown as it is: neither markup nor anything a terminal would obey."""
    from rich.table import Table
    from rich.text import Text

    from bot.text.clean import clean

    table = Table("kind", "indicator", "field", "reason", box=None, pad_edge=True)
    for error in report.schema_errors:
        field, _, reason = error.partition(": ")
        table.add_row(Text("schema", COLOURS["schema"]), "", Text(clean(field)), Text(clean(reason)))
    for finding in report.findings:
        kind = Text(finding.kind, COLOURS[finding.kind])
        table.add_row(kind, finding.indicator, Text(clean(finding.field)), Text(clean(finding.reason)))
    return table
