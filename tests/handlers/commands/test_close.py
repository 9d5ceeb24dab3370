"""`/close REASON`: every ending, by whom, from where, and with what it needs; in a renewal it refuses the round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest

from bot.decide.command_dispatch import run_command
from bot.model.contracts import Done, NeedsFacts, Outcome, View
from bot.model.ledger_entries import TEXT_LIMIT, Actor, Approval, Hold, Remark, Round, StageChange
from bot.model.needs import UNKNOWN, Need
from handlers.commands.close import FEATURE
from tests.nominations import AMINA, LIN, MAYA, NOW, NUMBER, RIGHTS, STANDARD, STRANGER, URL, ask, done, flow, refused, view

AT = ask("/x").request.at
ENDINGS = ("withdrawn", "inactive", "ineligible", "duplicate", "spam", "excluded", "removed")
WORDS = {
    "withdrawn": "withdraw",
    "ineligible": "ineligible",
    "duplicate": "duplicate",
    "spam": "spam",
    "excluded": "exclude",
    "removed": "remove",
}
"""Inactive has no word of its own: it is what silence brings."""
BY = {
    AMINA: {"withdrawn"},
    LIN: {"duplicate", "spam"},
    MAYA: set(ENDINGS),
    STRANGER: set(),
}
ALL_BUT_REMOVED = set(ENDINGS) - {"removed"}
ANEW = {"ineligible", "duplicate", "spam", "excluded"}
FROM = {
    "submitted": ALL_BUT_REMOVED,
    "screening": ALL_BUT_REMOVED,
    "candidate": ALL_BUT_REMOVED,
    "technical-review": ALL_BUT_REMOVED,
    "approved": ALL_BUT_REMOVED,
    "dpg": {"removed"},
    "a renewal": {"removed", "ineligible", "withdrawn"},
    "expired": {"removed"},
    **{name: ANEW - {name} for name in ENDINGS},
}
TWELVE = Need("issue", "12")
FILES = tuple(Need("file", f"{f}/moodle.json") for f in ("nominees", "digitalpublicgoods", "archive", "excluded-nominees"))
ROUND = Round(NOW - timedelta(days=9), NOW - timedelta(days=2))
APPROVAL = Approval(NOW - timedelta(days=350), NOW + timedelta(days=15), STANDARD.version)
RENEWAL: Mapping[str, object] = {"round": ROUND, "rounds": 1, "approvals": (APPROVAL,)}
APPEAL = Remark(AMINA, NOW - timedelta(days=1), 700, NUMBER, "it is open now")


def facts(*there: Need, unknown: tuple[Need, ...] = ()) -> Mapping[Need, str]:
    answers = {need: "yes" if need in there else "no" for need in (TWELVE, *FILES)}
    return MappingProxyType({**RIGHTS, **answers, **dict.fromkeys(unknown, UNKNOWN)})


def seen(stage: str = "screening", **changed) -> View:
    """One in which indicator 2 stands failed and #12 is there, so that no ending lacks anything."""
    stage, ledger = (
        ("dpg", {**RENEWAL, **changed.pop("ledger", {})}) if stage == "a renewal" else (stage, changed.pop("ledger", {}))
    )
    changed = {"verdicts": [(LIN, "fail", "2")], "facts": facts(TWELVE)} | changed
    return view(stage, ledger=ledger, **changed)


def closes(there: View, text: str, by: Actor = MAYA) -> Outcome:
    """With the rights of the command asked first, as the bot does."""
    outcome = run_command(there, ask(text, by))
    assert outcome is not None
    return outcome


def said(name: str) -> str:
    return "#12" if name == "duplicate" else "it is so"


# Who may give which ending where.


@pytest.mark.parametrize("stage", FROM)
@pytest.mark.parametrize("person", BY, ids=lambda person: person.login)
def test_each_person_gives_the_endings_of_their_role_from_where_the_workflow_leads_there(stage, person):
    there = seen(stage)
    by_name = {name for name in ENDINGS if isinstance(closes(there, f"/close {name} {said(name)}", person), Done)}
    by_word = {name for name, word in WORDS.items() if isinstance(closes(there, f"/{word} {said(name)}", person), Done)}
    assert by_name == BY[person] & FROM[stage]
    assert by_word == by_name - {"inactive"}


@pytest.mark.parametrize("stage", FROM)
@pytest.mark.parametrize("person", BY, ids=lambda person: person.login)
def test_what_help_offers_is_exactly_what_can_be_done(stage, person):
    names = [name for name in ENDINGS if name in BY[person] & FROM[stage]]
    assert FEATURE.usage_for is not None
    assert FEATURE.words_for is not None
    assert FEATURE.usage_for(seen(stage), person) == (f"/close {'|'.join(names)} reason" if names else None)
    assert list(FEATURE.words_for(seen(stage), person)) == [WORDS[name] for name in names if name in WORDS]


@pytest.mark.parametrize(
    ("name", "person", "reason"),
    [
        ("withdrawn", LIN, "Only the nominator or a maintainer can do this. `/help` lists what you can do here."),
        ("inactive", AMINA, "Only a maintainer can do this. `/help` lists what you can do here."),
        ("ineligible", LIN, "Only a maintainer can do this. `/help` lists what you can do here."),
        ("duplicate", AMINA, "Only a reviewer or a maintainer can do this. `/help` lists what you can do here."),
        ("spam", STRANGER, "Only the nominator, a reviewer or a maintainer can do this. `/help` lists what you can do here."),
    ],
)
def test_whoever_may_not_is_told_who_may(name, person, reason):
    assert refused(closes(seen(), f"/close {name} {said(name)}", person)) == reason
    assert name not in WORDS or refused(closes(seen(), f"/{WORDS[name]} {said(name)}", person)) == reason


@pytest.mark.parametrize(
    ("stage", "person", "text", "reason"),
    [
        (
            "screening",
            MAYA,
            "/remove",
            "A nomination in **screening** cannot be closed as *removed*. "
            "From here you can use: `/close withdrawn|inactive|ineligible|duplicate|spam|excluded reason`.",
        ),
        (
            "dpg",
            MAYA,
            "/close ineligible",
            "A nomination in **digital public good** cannot be closed as *not eligible*. "
            "From here you can use: `/close removed reason`.",
        ),
        ("dpg", AMINA, "/withdraw", "A nomination in **digital public good** cannot be closed as *withdrawn*."),
        ("a renewal", LIN, "/spam", "A nomination in **digital public good** cannot be closed as *not a nomination*."),
        ("expired", AMINA, "/withdraw", "A nomination in **expired** cannot be closed as *withdrawn*."),
        ("inactive", AMINA, "/withdraw", "A nomination in **inactive** cannot be closed as *withdrawn*."),
        ("spam", MAYA, "/spam", "It is closed as *not a nomination* already."),
        ("excluded", MAYA, "/exclude", "It is closed as *excluded* already."),
    ],
)
def test_where_no_arrow_leads_it_names_what_this_person_can_do(stage, person, text, reason):
    assert refused(closes(seen(stage), text, person)) == reason


def test_nobody_judges_their_own_nomination_and_everybody_takes_their_own_back():
    mine = seen(author=MAYA)
    assert refused(closes(mine, "/spam", MAYA)) == "Nobody reviews their own nomination; another reviewer has to do this."
    assert FEATURE.usage_for is not None
    assert FEATURE.usage_for(mine, MAYA) == "/close withdrawn reason"
    assert done(closes(mine, "/withdraw", MAYA)).ledger.moves[-1].ending == "withdrawn"


def test_when_github_does_not_tell_the_rights_nothing_is_closed():
    untold = seen(facts={**RIGHTS, Need("permission", LIN.login): UNKNOWN})
    assert (
        refused(closes(untold, "/spam", LIN))
        == "GitHub did not tell me just now what rights you have. Please try again in a minute."
    )
    asked = closes(seen(facts={}), "/spam", LIN)
    assert isinstance(asked, NeedsFacts)
    assert set(asked.needs) == {Need("permission", LIN.login)}


def test_a_registry_may_give_an_ending_to_others_and_words_to_it():
    other = flow("endings: {inactive: {by: [reviewer], words: [silent]}}")
    there = seen(flow=other)
    assert done(closes(there, "/silent no word for a year", LIN)).ledger.moves[-1].ending == "inactive"
    assert FEATURE.words_for is not None
    assert list(FEATURE.words_for(there, LIN)) == ["silent", "duplicate", "spam"]


# What is written down.


@pytest.mark.parametrize(
    "text", ["/close withdrawn we apply next year", "/withdraw we apply next year", "/close Withdraw: we apply next year"]
)
def test_the_move_says_who_when_why_and_how(text):
    there = seen()
    ledger = done(closes(there, text, AMINA)).ledger
    move = StageChange("closed", AT, AMINA, "we apply next year", by_command=True, ending="withdrawn")
    assert ledger == replace(there.ledger, moves=(*there.ledger.moves, move))


def test_nothing_is_waited_for_any_more_once_it_is_closed():
    open_ones = {"appeal": APPEAL, "concerns": (APPEAL,), "retracted": NOW, "hold": Hold(LIN, NOW, "moving"), "silent": "0123"}
    there = seen("inactive", ledger=open_ones)
    ledger = done(closes(there, "/close ineligible it is closed")).ledger
    assert (
        ledger.ending.appeal,
        ledger.ending.concerns,
        ledger.announcement.retracted,
        ledger.review.hold,
        ledger.clocks.silent,
    ) == (None, (), None, None, "")


def test_a_long_reason_is_cut_in_the_ledger():
    assert len(done(closes(seen(), f"/withdraw {'x' * 5000}", AMINA)).ledger.moves[-1].reason) == TEXT_LIMIT
    assert len(done(closes(seen("a renewal"), f"/withdraw {'x' * 5000}", AMINA)).ledger.renewal.round.reason) == TEXT_LIMIT


# What each ending needs.


@pytest.mark.parametrize(
    ("text", "person", "known"),
    [
        ("/close", AMINA, "(withdrawn)"),
        ("/close", LIN, "(duplicate, spam)"),
        ("/close because it is late", LIN, "(duplicate, spam), not `because`"),
        ("/close `x` @everyone", AMINA, "(withdrawn), not `` `x` ``"),
        ("/close", MAYA, "(withdrawn, inactive, ineligible, duplicate, spam, excluded)"),
    ],
)
def test_without_a_known_word_it_lists_those_that_this_person_may_use_here(text, person, known):
    usage = "`/close REASON text`, for instance `/close duplicate #12`"
    assert refused(closes(seen(), text, person)) == f"It needs a word that says why {known}: {usage}."


@pytest.mark.parametrize("text", ["/withdraw", "/spam", "/close inactive", "/ineligible"])
def test_no_reason_is_needed_for(text):
    assert done(closes(seen(), text)).ledger.moves[-1].reason == ""


@pytest.mark.parametrize(
    ("stage", "text", "name"), [("screening", "/exclude", "excluded"), ("dpg", "/close removed ", "removed")]
)
def test_a_reason_is_needed_for_what_goes_into_the_registry(stage, text, name):
    assert refused(closes(seen(stage), text)) == f"It needs the reason, for the record: `/close {name} reason`."


NONE_FAILED = "No indicator stands failed. `/fail INDICATOR REASON` comes first: it says which one does not meet the Standard."


def test_ineligible_needs_an_indicator_that_failed_on_the_answers_of_now():
    assert refused(closes(seen(verdicts=[(LIN, "pass", "2")]), "/ineligible")) == NONE_FAILED
    there = seen()
    edited = replace(there.ledger.review.verdicts[0], answers="other answers")
    assert refused(closes(seen(verdicts=(), ledger={"verdicts": (edited,)}), "/ineligible")) == NONE_FAILED


# A duplicate: of what.


@pytest.mark.parametrize("text", ["#12", "12", f"{URL.rpartition('/')[0]}/12", f"{URL.rpartition('/')[0]}/12#issuecomment-3"])
def test_the_other_nomination_is_named_by_its_number_or_its_address(text):
    move = done(closes(seen(), f"/duplicate {text}", LIN)).ledger.moves[-1]
    assert move == StageChange("closed", AT, LIN, "#12", by_command=True, ending="duplicate")


@pytest.mark.parametrize(
    "text", ["moodle", "moodle.json", "archive/moodle.json", f"{URL.rpartition('/issues')[0]}/blob/main/archive/moodle.json"]
)
def test_a_project_of_the_registry_is_named_by_its_slug_or_its_file(text):
    assert done(closes(seen(facts=facts(FILES[2])), f"/duplicate {text}")).ledger.moves[-1].reason == "archive/moodle.json"


def test_a_note_stands_after_it():
    assert done(closes(seen(), "/close duplicate #12, same owner")).ledger.moves[-1].reason == "#12 same owner"


def test_what_is_not_known_yet_is_asked_for():
    assert closes(seen(facts=RIGHTS), "/duplicate #12") == NeedsFacts((TWELVE,))
    for name in ("moodle", "../../../moodle"):  # a path that climbs is only a name
        assert closes(seen(facts=RIGHTS), f"/duplicate {name}") == NeedsFacts(FILES)


NOT_THERE = "I find neither a nomination nor a project of the registry there. Is the number or the name right?"
NOT_SAID = "It needs the other nomination, by its number or its file's name, such as `/close duplicate #12`."


@pytest.mark.parametrize(
    ("text", "known", "reason"),
    [
        ("#12", facts(), NOT_THERE),
        ("moodle", facts(), NOT_THERE),
        (
            "#12",
            facts(unknown=(TWELVE,)),
            "GitHub did not tell me just now whether that one exists. Please try again in a minute.",
        ),
        (f"#{NUMBER}", facts(), "That is the number of this nomination itself. Please name the other one."),
        *((text, facts(), NOT_SAID) for text in ("", "#", "?", "https://github.com/other/registry/issues/12", "..", "a\\b")),
    ],
)
def test_one_that_is_not_there_is_no_other(text, known, reason):
    assert refused(closes(seen(facts=known), f"/duplicate {text}")) == reason


# In a renewal, and after an appeal.


@pytest.mark.parametrize(("text", "by"), [("/close ineligible no licence", MAYA), ("/withdraw no licence", AMINA)])
def test_in_a_renewal_the_round_is_refused_and_the_good_stays_one(text, by):
    there = seen("a renewal")
    now = replace(ROUND, refused=AT, by=by, reason="no licence")
    assert done(closes(there, text, by)).ledger == there.ledger.with_parts(replace(there.ledger.renewal, round=now))


def test_a_renewal_is_refused_as_ineligible_only_for_an_indicator_that_failed():
    assert refused(closes(seen("a renewal", verdicts=()), "/ineligible")) == NONE_FAILED


def test_a_refused_round_is_not_refused_again():
    there = seen("a renewal", ledger={"round": replace(ROUND, refused=NOW)})
    assert (
        refused(closes(there, "/withdraw", AMINA)) == "A nomination in **digital public good** cannot be closed as *withdrawn*."
    )


def test_a_good_that_is_removed_in_a_renewal_has_no_round_any_more():
    ledger = done(closes(seen("a renewal"), "/remove its owner asks for it")).ledger
    assert (ledger.stage, ledger.moves[-1].ending, ledger.renewal.round) == ("closed", "removed", None)


def test_the_same_ending_again_denies_the_appeal():
    there = seen("ineligible", ledger={"appeal": APPEAL})
    outcome = closes(there, "/ineligible")
    assert outcome == Done(
        there.ledger.with_parts(replace(there.ledger.ending, appeal=None, denied=AT)),
        "The appeal is denied; the decision stands.",
    )
    assert FEATURE.usage_for is not None
    assert FEATURE.usage_for(there, MAYA) == "/close ineligible|duplicate|spam|excluded reason"


def test_another_ending_takes_the_place_of_one_that_was_appealed():
    there = seen("duplicate", ledger={"appeal": APPEAL})
    ledger = done(closes(there, "/exclude a closed tool")).ledger
    move = StageChange("closed", AT, MAYA, "a closed tool", by_command=True, ending="excluded")
    assert ledger == replace(there.ledger, moves=(*there.ledger.moves, move)).with_parts(
        replace(there.ledger.ending, appeal=None)
    )


@pytest.mark.parametrize(("by", "may"), [(MAYA, False), (AMINA, True), (None, True)])
def test_a_reviewer_changes_no_ending_that_a_maintainer_has_given(by, may):
    removed = view("withdrawn" if by == AMINA else "removed", facts=facts(TWELVE))
    moves = (*removed.ledger.moves[:-1], replace(removed.ledger.moves[-1], by=by))
    seen = replace(removed, ledger=replace(removed.ledger, moves=moves))
    outcome = run_command(seen, ask("/close spam", LIN))
    assert isinstance(outcome, Done) == may
    assert may or "Only a maintainer can do this" in refused(outcome)


def test_spam_is_closed_without_a_word():
    spam = seen().workflow.endings["spam"]
    assert (spam.notice, spam.record) == (None, None)
