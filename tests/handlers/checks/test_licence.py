"""The licence check: open for the kind of project, in the registry's spelling, linked where the project is."""

from __future__ import annotations

import pytest

from bot.text.licences import named
from handlers.checks.licence import FEATURE
from tests.handlers.checks.cases import found, said
from tests.nominations import STANDARD

OWN = "https://example.org/project/LICENSE"


def findings(types: list[str], *licences: str, link: str = OWN, **changed):
    return found(FEATURE, type=types, license=[{"spdx": name, "licenseURL": link} for name in licences], **changed)


def wrong(types: list[str], *licences: str):
    return [finding for finding in findings(types, *licences) if finding.kind == "wrong"]


@pytest.mark.parametrize(
    ("types", "licence"),
    [(["software"], "MIT"), (["data"], "CC-BY-4.0"), (["content"], "CC-BY-SA-4.0"), (["software", "data"], "CC-BY-4.0")],
)
def test_a_licence_that_one_of_the_categories_approves_is_not_wrong(types, licence):
    assert wrong(types, licence) == []


@pytest.mark.parametrize(
    ("types", "licence"), [(["software"], "CC-BY-NC-4.0"), (["data"], "MIT"), (["software"], "Proprietary")]
)
def test_a_licence_that_none_approves_blocks_and_says_what_to_do(types, licence):
    (finding,) = wrong(types, licence)
    assert (finding.indicator, finding.field) == ("2", "license[0].spdx")
    assert finding.reason == f'"{licence}" is not among the licences approved for open {types[0]}'
    assert "SPDX id, for instance MIT" in finding.todo


@pytest.mark.parametrize("licence", ["CC-BY-ND-4.0", "CC BY-NC-ND 4.0", "Creative Commons Attribution-NoDerivatives 4.0"])
def test_a_licence_that_forbids_changes_is_refused_with_the_reason(licence):
    (finding,) = wrong(["content"], licence)
    assert "forbids changed versions" in finding.reason
    assert "never open" in finding.todo


@pytest.mark.parametrize(
    ("written", "types", "meant"),
    [
        ("GPL-3.0-or-later", ["software"], "GPL-3.0"),
        ("AGPL-3.0-only", ["software"], "AGPL-3.0"),
        ("LGPL-2.1+", ["software"], "LGPL-2.1"),
        ("GPLv3", ["software"], "GPL-3.0"),
        ("GNU General Public License v3.0 or later", ["software"], "GPL-3.0"),
        ("GNU Affero General Public License v3", ["software"], "AGPL-3.0"),
        ("Apache License 2.0", ["software"], "Apache-2.0"),
        ("The MIT License", ["software"], "MIT"),
        ("mit", ["software"], "MIT"),
        ("MPL 2.0", ["software"], "MPL-2.0"),
        ("CC BY-SA 4.0", ["content"], "CC-BY-SA-4.0"),
        ("Creative Commons Attribution 4.0 International", ["data"], "CC-BY-4.0"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", ["software"], "GPL-2.0"),
    ],
)
def test_a_licence_in_another_spelling_is_told_the_registrys(written, types, meant):
    (finding,) = wrong(types, written)
    assert finding.reason == f'"{written}" is {meant} in the registry'
    assert finding.todo.startswith(f"Write {meant} instead")


def test_several_licences_in_one_entry_go_on_lines_of_their_own():
    (finding,) = wrong(["software"], "(MIT OR Apache-2.0)")
    assert finding.todo.startswith("Write each licence on a line of its own: MIT, Apache-2.0.")


@pytest.mark.parametrize("licence", ["MIT OR Proprietary", "MIT OR CC-BY-ND-4.0"])
def test_of_licences_to_choose_from_the_approved_one_is_named(licence):
    (finding,) = wrong(["software"], licence)
    assert finding.reason == f'"{licence}" names several licences in one entry'
    assert finding.todo.startswith("Write each licence on a line of its own: MIT.")


@pytest.mark.parametrize("licence", ["MIT AND Proprietary", "MIT AND CC-BY-SA-4.0", "MIT AND SSPL-1.0"])
def test_licences_that_hold_together_are_approved_together_or_not_at_all(licence):
    (finding,) = wrong(["software"], licence)
    assert finding.reason == f'"{licence}" is not among the licences approved for open software'


def test_every_licence_is_looked_at():
    assert [f.field for f in findings(["software"], "MIT", "Nonsense", "Other")] == ["license[1].spdx", "license[2].spdx"]


def test_without_a_category_there_is_nothing_to_hold_it_to():
    assert findings([], "Nonsense") == []


def test_a_category_without_a_licence_of_its_own_is_worth_a_look():
    assert said(FEATURE, type=["software", "content"], license=[{"spdx": "CC-BY-4.0", "licenseURL": OWN}]) == [
        ("look", "license", "no licence named is approved for open software")
    ]


def test_an_ai_model_needs_a_licence_for_its_code_and_for_its_data():
    assert [f.reason for f in findings(["aimodel"], "MIT")] == ["no open licence is named for the data of the AI model"]
    assert [f.reason for f in findings(["aimodel"], "CC-BY-4.0")] == ["no open licence is named for the code of the AI model"]
    assert findings(["aimodel"], "MIT", "ODbL-1.0") == []


@pytest.mark.parametrize(
    "link",
    [
        "https://opensource.org/licenses/MIT",
        "https://www.gnu.org/licenses/gpl-3.0.html",
        "choosealicense.com/licenses/mit/",
        "https://creativecommons.org/licenses/by/4.0/",
        "http://www.apache.org/licenses/LICENSE-2.0",
        "https://spdx.org/licenses/MIT.html",
        "https://www.fsf.org/licensing",
        "https://mit-license.org",
        "https://opendatacommons.org/licenses/odbl/",
        "https://unlicense.org",
        "https://www.mozilla.org/en-US/MPL/2.0/",
        "https://www.eclipse.org/legal/epl-2.0/",
        "https://tldrlegal.com/license/mit-license",
        "https://en.wikipedia.org/wiki/MIT_License",
    ],
)
def test_the_text_of_a_licence_on_a_site_of_its_own_is_no_evidence(link):
    kinds = [(finding.kind, finding.field) for finding in findings(["software"], "MIT", link=link)]
    assert kinds == [("wrong", "license[0].licenseURL")]


def test_a_home_page_as_licence_link_is_worth_a_look():
    (finding,) = findings(["software"], "MIT", link="https://www.example.org/", website="http://example.org")
    assert (finding.kind, finding.field) == ("look", "license[0].licenseURL")
    assert findings(["software"], "MIT", link="https://example.org/about", website="https://example.org") == []


@pytest.mark.parametrize("record", ["community-health-toolkit", "openmrs", "storyweaver", "mozilla-common-voice-dataset"])
def test_real_records_are_fine(record):
    assert found(FEATURE, record=record) == []


def test_every_approved_licence_is_recognized_by_its_own_name_and_by_no_other():
    for name in STANDARD.licence_ids:
        assert named(name, STANDARD) == (name,)
        assert named(name.replace("-", " ").lower(), STANDARD) == (name,)


def test_a_project_of_such_a_site_links_to_its_own_pages():
    link = "https://www.mozilla.org/about/licence"
    assert findings(["software"], "MIT", link=link, website="https://www.mozilla.org/common-voice") == []
