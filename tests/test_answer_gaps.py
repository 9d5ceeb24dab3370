"""What answers mean: questions that apply, gaps with what to do about them, evidence, and fingerprints of indicators."""

from __future__ import annotations

import pytest

from bot.review.answer_gaps import (
    compute_fingerprint,
    find_gaps,
    list_applicable_questions,
    list_inapplicable_indicators,
    summarize_evidence,
)
from bot.text.form.form import from_records, parse, render
from bot.text.record.record import normalise
from config.standard import built_in
from tests.registry_records import NOMINEES, SAMPLE, SCREENINGS, SHIPPED, loads, nominee, screening

STANDARD = built_in("1.1.6")
FULL = [file.name.partition(".")[0] for file in sorted(SHIPPED.glob("*.nominee.json"))]


def handed_in(changes: dict[str, object] | None = None, *, attested: bool = True, **nominee_changes: object):
    """A full nomination with changes: key paths of the screening record to values, keys of the nominee record to values."""
    second = screening("community-health-toolkit")
    for path, value in (changes or {}).items():
        *groups, key = path.split(".")
        group = second
        for name in groups:
            group = group[name]
        group[key] = value
    return from_records({**nominee("community-health-toolkit"), **nominee_changes}, second, STANDARD, attested=attested)


def fields(submission) -> list[str]:
    return [gap.field for gap in find_gaps(STANDARD, submission)]


@pytest.mark.parametrize("name", FULL)
def test_the_shipped_records_have_no_gap(name):
    assert find_gaps(STANDARD, from_records(nominee(name), screening(name), STANDARD)) == ()


def test_an_empty_answer_is_a_gap_that_says_what_to_do():
    (gap,) = find_gaps(STANDARD, handed_in({"clearOwnership.copyrightURL": ""}))
    assert gap.indicator == "3"
    assert gap.field == "clearOwnership.copyrightURL"
    assert gap.reason == '"Link to ownership documentation" is not answered'
    assert gap.todo == (
        "Link a public page that names the owner (copyright, trademark or terms). "
        'Edit "Link to ownership documentation" in the issue above.'
    )


def test_unknown_is_a_nudge_and_no_answer():
    (gap,) = find_gaps(STANDARD, handed_in({"doNoHarm.dataPrivacySecurity.collectsPII": "Unknown"}))
    assert gap.field == "doNoHarm.dataPrivacySecurity.collectsPII"
    assert gap.reason == '"Personal data" is answered Unknown'
    assert gap.todo.startswith("Choose Yes or No")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"clearOwnership.isOwnershipExplicit": "No", "clearOwnership.copyrightURL": ""}, []),
        (
            {"platformIndependence.mandatoryDepsCreateMoreRestrictions": "Yes"},
            ["platformIndependence.isSoftwarePltIndependent"],
        ),
        (
            {
                "platformIndependence.mandatoryDepsCreateMoreRestrictions": "Yes",
                "platformIndependence.isSoftwarePltIndependent": "Yes",
            },
            ["platformIndependence.pltIndependenceDesc"],
        ),
        ({"platformIndependence.isSoftwarePltIndependent": "Yes"}, []),
        ({"documentation.documentationURL": [""]}, ["documentation.documentationURL"]),
        ({"standards.evidenceStandardSupport": []}, ["standards.evidenceStandardSupport"]),
        ({"locations.deploymentCountries": [""]}, ["locations.deploymentCountries"]),
        (
            {"doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies": ""},
            ["doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies"],
        ),
        (
            {
                "doNoHarm.preventHarm.stepsToPreventHarm": "No",
                "doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies": "",
            },
            [],
        ),
    ],
)
def test_a_question_is_asked_only_where_the_answer_before_it_calls_for_it(changes, expected):
    assert fields(handed_in(changes)) == expected


def test_how_personal_data_are_protected_is_asked_even_when_nothing_is_shared():
    group = "doNoHarm.dataPrivacySecurity"
    changes = {f"{group}.thirdPartyDataSharing": "No", f"{group}.privacySecurityDescription": ""}
    assert fields(handed_in({f"{group}.collectsPII": "Yes", **changes})) == [f"{group}.privacySecurityDescription"]
    assert fields(handed_in({f"{group}.collectsPII": "No", **changes})) == []


def test_a_question_under_a_gate_that_does_not_apply_does_not_apply():
    group = "doNoHarm.dataPrivacySecurity"
    shared = list_applicable_questions(
        STANDARD, handed_in({f"{group}.collectsPII": "Yes", f"{group}.thirdPartyDataSharing": "Yes"})
    )
    none = list_applicable_questions(
        STANDARD, handed_in({f"{group}.collectsPII": "No", f"{group}.thirdPartyDataSharing": "Yes"})
    )
    assert "sharing-circumstances" in shared
    assert "sharing-circumstances" not in none
    assert "personal-data" in none


def test_what_is_no_software_needs_no_platform_independence_and_no_repository():
    data = handed_in(type=["data"], repositories=[])
    assert list_inapplicable_indicators(STANDARD, data) >= {"4"}
    assert "restricting-dependencies" not in list_applicable_questions(STANDARD, data)
    assert "repositories" not in fields(data)
    assert "repositories" in fields(handed_in(repositories=[]))
    assert "4" not in list_inapplicable_indicators(STANDARD, handed_in(type=["data", "aimodel"]))


def test_while_no_category_is_chosen_every_question_may_apply():
    assert "4" not in list_inapplicable_indicators(STANDARD, handed_in(type=[]))
    assert fields(handed_in(type=[])) == ["type"]


def test_a_no_at_its_gate_makes_an_indicator_not_applicable():
    assert (
        list_inapplicable_indicators(STANDARD, from_records(nominee("openmrs"), screening("openmrs"), STANDARD)) == frozenset()
    )
    off = handed_in(
        {
            "NonPII.collectsNonPII": "No",
            "doNoHarm.dataPrivacySecurity.collectsPII": "No",
            "doNoHarm.inappropriateIllegalContent.collectStoreDistribute": "No",
            "doNoHarm.protectionFromHarassment.userInteraction": "No",
        }
    )
    assert list_inapplicable_indicators(STANDARD, off) == {"6", "9a", "9b", "9c"}
    assert find_gaps(STANDARD, off) == ()


def test_an_open_standard_alone_is_not_accepted():
    (gap,) = find_gaps(STANDARD, handed_in(type=["standard"]))
    assert gap.reason == "Open standard is not accepted as the only category"
    assert "Choose also" in gap.todo
    assert find_gaps(STANDARD, handed_in(type=["standard", "software"])) == ()


def test_an_sdg_needs_a_text_or_a_link():
    sdgs = [{"SDGNumber": 3, "evidenceText": "good"}, {"SDGNumber": 10}, {"SDGNumber": 4, "evidenceURL": "https://x.org"}]
    (gap,) = find_gaps(STANDARD, handed_in(SDGs=sdgs))
    assert (gap.indicator, gap.field, gap.reason) == ("1", "SDGs[1].evidenceText", "SDG 10 has no evidence and no link")


def test_every_row_needs_what_its_columns_require():
    assert fields(handed_in(license=[{"spdx": "MIT", "licenseURL": ""}])) == ["license[0].licenseURL"]
    assert fields(handed_in(repositories=[{"name": "main", "url": ""}])) == ["repositories[0].url"]
    wrong = [{"name": "o", "website": "https://o.org", "org_type": "owner"}, {"name": "p", "website": "", "org_type": "boss"}]
    assert fields(handed_in(organizations=wrong)) == ["organizations[1].org_type", "organizations[1].website"]


def test_a_thousand_empty_rows_are_not_a_thousand_gaps():
    assert len(find_gaps(STANDARD, handed_in(SDGs=[{"SDGNumber": 3}] * 1000))) == 20


def test_without_the_tick_nobody_speaks_for_the_project():
    (gap,) = find_gaps(STANDARD, handed_in(attested=False))
    assert (gap.field, gap.indicator) == ("attested", "7")
    assert "ticks the box" in gap.todo


def test_gaps_quote_nothing_that_the_nominator_wrote():
    told = find_gaps(STANDARD, handed_in(name="<b>@everyone</b>", SDGs=[{"SDGNumber": 3}], license=[{"spdx": "@evil"}]))
    assert told
    assert not any("@" in gap.reason + gap.todo for gap in told)


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("1", "SDG 3, 10, 17"),
        ("2", "AGPL-3.0"),
        ("3", "1 link"),
        ("4", "no closed dependency"),
    ],
)
def test_evidence_is_one_short_line(indicator, expected):
    sdgs = [{"SDGNumber": 3}, {"SDGNumber": 10}, {"SDGNumber": 17}]
    given = handed_in({"clearOwnership.copyrightURL": "https://x.org"}, SDGs=sdgs)
    assert summarize_evidence(STANDARD, given, indicator) == expected


def test_evidence_is_never_longer_than_eighty_characters_nor_more_than_a_line():
    long = handed_in({"standards.standardsList": ["word\nword " * 50] * 30, "NonPII.nonPIIAccessMechanism": "x" * 500})
    for indicator in STANDARD.names:
        assert len(summarize_evidence(STANDARD, long, indicator)) <= 80
        assert "\n" not in summarize_evidence(STANDARD, long, indicator)


def test_evidence_of_nothing_is_empty():
    nothing = parse("", STANDARD)
    assert {summarize_evidence(STANDARD, nothing, name) for name in STANDARD.names} == {""}


def test_a_fingerprint_changes_with_the_answers_of_its_indicator_alone():
    before, after = handed_in(), handed_in({"clearOwnership.copyrightURL": "https://another.example"})
    changed = {
        name
        for name in STANDARD.names
        if compute_fingerprint(STANDARD, before, name) != compute_fingerprint(STANDARD, after, name)
    }
    assert changed == {"3"}
    assert all(len(compute_fingerprint(STANDARD, before, name)) == 12 for name in STANDARD.names)


def test_a_fingerprint_does_not_change_with_what_is_no_answer():
    text = render(nominee("zamba"), screening("zamba"), STANDARD)
    edited = text.replace("\n\n", "\r\n\r\n\r\n").replace("- [X]", "- [ ]") + "\n\n### Thank you\n"
    for name in STANDARD.names - {"7"}:
        assert compute_fingerprint(STANDARD, parse(edited, STANDARD), name) == compute_fingerprint(
            STANDARD, parse(text, STANDARD), name
        )


def test_a_fingerprint_tells_one_list_from_another():
    lists = [["a", "b"], ["a b"], ["ab"], ["a"], ["b", "a"]]
    made = {compute_fingerprint(STANDARD, handed_in({"standards.bestPracticesList": given}), "8") for given in lists}
    assert len(made) == len(lists)


@pytest.mark.parametrize("name", sorted(NOMINEES.keys() & SCREENINGS.keys()))
def test_records_and_the_body_made_of_them_mean_the_same(name):
    direct = from_records(nominee(name), screening(name), STANDARD)
    read = parse(render(nominee(name), screening(name), STANDARD), STANDARD)
    assert find_gaps(STANDARD, read) == find_gaps(STANDARD, direct)
    for indicator in STANDARD.names:
        assert compute_fingerprint(STANDARD, read, indicator) == compute_fingerprint(STANDARD, direct, indicator)


def pairs():
    """What was really handed in, and the record as it was merged after the team had asked for the rest by hand."""
    folder = SAMPLE / "submissions"
    for file in sorted(folder.glob("*.dpg.submitted.json")):
        merged = folder / file.name.replace("submitted", "merged")
        if merged.exists():
            yield pytest.param(file, merged, id=file.name.partition(".")[0])


PATHS = {question.path or "attested": question.id for question in STANDARD.questions}


def asked_for(submission) -> set[str]:
    """The questions in whose answers something is missing."""
    return {PATHS[gap.field.partition("[")[0]] for gap in find_gaps(STANDARD, submission)}


@pytest.mark.parametrize(("submitted", "merged"), pairs())
def test_mandatory_answers_that_were_added_later_are_asked_for_at_once(submitted, merged):
    before = from_records({"name": "x"}, loads(submitted.read_text("utf-8")), STANDARD)
    after = from_records({"name": "x"}, loads(merged.read_text("utf-8")), STANDARD)
    for question in STANDARD.questions:
        added = question.mandatory and question.id in after.answers and question.id not in before.answers
        if added and question.record == "screening" and question.id in list_applicable_questions(STANDARD, before):
            assert question.id in asked_for(before)


@pytest.mark.parametrize(("submitted", "merged"), pairs())
def test_nobody_is_asked_for_what_does_not_apply(submitted, merged):
    given = from_records({"name": "x"}, loads(submitted.read_text("utf-8")), STANDARD)
    assert asked_for(given) <= list_applicable_questions(STANDARD, given)
    assert normalise(given.screening).get("name") in ("x", None)


def test_long_evidence_is_cut_to_eighty_characters_at_the_end_of_a_word_or_within_one():
    words = handed_in({"standards.standardsList": ["x" * 78 + " " + "y" * 40]})
    assert summarize_evidence(STANDARD, words, "8") == "x" * 78 + "…"
    whole = handed_in({"standards.standardsList": ["x" * 80]})
    assert summarize_evidence(STANDARD, whole, "8") == "x" * 80
    longer = handed_in({"standards.standardsList": ["x" * 81]})
    assert summarize_evidence(STANDARD, longer, "8") == "x" * 79 + "…"
