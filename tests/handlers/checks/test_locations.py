"""Countries by the registry's names, with what was probably meant."""

from __future__ import annotations

import pytest

from config.countries import country, nearest
from handlers.checks.locations import FEATURE
from tests.handlers.checks.cases import found
from tests.registry_records import SCREENINGS, screening

FIELD = "locations.deploymentCountries"


def todo(name: str) -> str:
    (finding,) = found(FEATURE, {FIELD: ["Kenya", name]})
    assert (finding.indicator, finding.kind, finding.field) == ("locations", "wrong", f"{FIELD}[1]")
    return finding.todo


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("USA", "United States of America"),
        ("Ivory Coast", "Côte d'Ivoire"),
        ("Cote d'Ivoire", "Côte d'Ivoire"),
        ("Kenia", "Kenya"),
        ("Phillipines", "Philippines"),
        ("The Gambia", "Gambia"),
        ("DRC", "Democratic Republic of the Congo"),
        ("Viet Nam", "Vietnam"),
        ("England", "United Kingdom"),
        ("Guinea Bissau", "Guinea-Bissau"),
        ("Kenya, Uganda and USA", "Kenya, Uganda, United States of America (one a line)"),
    ],
)
def test_the_country_that_was_probably_meant_is_named(written, meant):
    assert todo(written).startswith(f"Did you mean {meant}?")


@pytest.mark.parametrize(
    "written",
    [
        "Global",
        "Worldwide",
        "International",
        "Multiple",
        "Africa",
        "Asia",
        "Europe",
        "Latin America",
        "xyzzy",
        "Neverland, Kenya",
    ],
)
def test_what_is_near_no_country_gets_no_guess(written):
    assert todo(written).startswith("Write one country a line")


@pytest.mark.parametrize("name", ["kenya", " Kenya ", "united states of america", "Holy See"])
def test_capitals_and_spaces_do_not_matter(name):
    assert country(name)
    assert found(FEATURE, {FIELD: [name]}) == []


@pytest.mark.parametrize("slug", SCREENINGS)
def test_every_country_of_the_registrys_records_is_known(slug):
    places = screening(slug)["locations"]
    assert found(FEATURE, {f"locations.{key}": value for key, value in places.items()}) == []


def test_at_most_ten_are_named_and_long_ones_take_no_time():
    assert len(found(FEATURE, {FIELD: ["x" * 20_000] * 50})) == 10
    assert nearest("Kenya " * 9_000) == ""
