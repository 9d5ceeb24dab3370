"""Locations: countries by the names that the registry uses; a wrong one gets a suggestion."""

from __future__ import annotations

from collections.abc import Iterator

from bot.model.contracts import Case, Check
from bot.model.needs import Finding
from bot.text.form.rows import quoted
from config.countries import country, nearest, registered

FIELDS = (
    ("development-countries", "locations.developmentCountries"),
    ("deployment-countries", "locations.deploymentCountries"),
)
MOST = 10
EDIT = 'Write one country a line, by its English name. Edit "{label}" in the issue above.'
MEANT = 'Did you mean {meant}? Edit "{label}" in the issue above.'


def check_locations(case: Case) -> Iterator[Finding]:
    """Find names that are not in the registry's list of countries: they are wrong, for the registry's check refuses them."""
    for question, field in FIELDS:
        found = case.submission.answers.get(question)
        names = registered()
        unknown = [(i, str(name)) for i, name in enumerate(found or ()) if name not in names and not country(str(name))]
        for index, name in unknown[:MOST]:
            label = case.standard.question[question].label
            meant = _suggest_names(name)
            todo = MEANT.format(meant=meant, label=label) if meant else EDIT.format(label=label)
            reason = f"{quoted(name)} is not a country's name in the registry"
            yield Finding("locations", f"{field}[{index}]", "wrong", reason, todo)


def _suggest_names(name: str) -> str:
    """Suggest the names that were probably meant, in the registry's spelling; several where somebody put them on one line."""
    parts = [part for part in name[:400].replace(";", ",").replace(" and ", ",").replace("\n", ",").split(",") if part.strip()]
    known = [country(part) or nearest(part, exact=True) for part in parts]
    if len(parts) > 1 and all(known):
        return f"{', '.join(known[:12])} (one a line)"
    return nearest(name)


FEATURE = Check(name="locations", run=check_locations)
