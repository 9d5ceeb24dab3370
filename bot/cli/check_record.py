"""`dpgbot check-record`: what is missing, wrong or worth a look in registry records, without a network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.model.contracts import Catalogue
    from bot.model.nomination import Finding

COLOURS = {"schema": "magenta", "missing": "yellow", "wrong": "red", "look": "cyan"}
MANY = 20


@dataclass(frozen=True, slots=True)
class Report:
    """What there is to say of one file; the kind of a file that cannot be read is "unreadable"."""

    file: str
    kind: str
    schema_errors: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

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
    from bot.cli.record_check import checked
    from bot.text.record.record import loads
    from config.workflow import built_in

    standard = catalogue.standards[built_in().standard]
    for file in files:
        try:
            record = loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as wrong:
            yield Report(str(file), "unreadable", (str(wrong),))
            continue
        found = checked(record, standard, catalogue.checks)
        yield Report(str(file), found.kind, found.schema_errors, found.findings)


def _print_lines(reports: Iterable[Report]) -> bool:
    """Whether some file could not be read."""
    unreadable = False
    for report in reports:
        typer.echo(report.line)
        unreadable |= report.kind == "unreadable"
    return unreadable


def _with_progress(reports: Iterable[Report], of: int) -> Iterator[Report]:
    """The same reports, with a bar on standard error while there are many of them and somebody looks on."""
    from rich.console import Console
    from rich.progress import track

    return iter(track(reports, "Checking", of, console=Console(stderr=True), disable=of < MANY, transient=True))


def _print_table(reports: list[Report]) -> bool:
    """Whether some file could not be read."""
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
