"""The workflow's file: the built-in one, a registry's own laid over it, and every mistake with file, line and column."""

from __future__ import annotations

import pytest
import yaml

from bot.cli.diagram import lines
from config.load import ConfigError
from config.models import OPEN, Guard, Transition, Workflow
from config.waits import SIDES
from config.workflow import BUILT_IN, built_in, workflow
from tests.nominations import CATALOGUE, INDICATORS, STANDARD, WORKFLOW

FEATURES = CATALOGUE.features
PILOT = "pilot: {label: {name: 'stage: pilot'}, title: pilot}"
MERGED = "when: {merged: dpg}"
INTO_PILOT = f"transitions: [{{from: submitted, to: pilot, {MERGED}}}]"
PAUSED = "paused: {label: {name: 'closed: paused'}, title: paused, by: [maintainer]"
INTO_PAUSED = "transitions: [{from: open, to: closed, command: close, as: [paused]}]"


def made(text: str) -> Workflow:
    return workflow(text, "dpg-bot.yml", FEATURES)


def told(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        made(text)
    return str(caught.value).splitlines()


# The built-in workflow.


def test_an_empty_file_is_the_built_in_workflow():
    assert made("") == made("# nothing\n") == built_in()


def test_the_workflow_is_as_small_as_it_was_meant_to_be():
    assert len(Workflow.model_fields) <= 22
    assert list(WORKFLOW.stages) == [*WORKFLOW.path, "closed", "expired"]
    assert WORKFLOW.path == ("submitted", "screening", "candidate", "technical-review", "approved", "dpg")
    assert len(WORKFLOW.transitions) <= 18
    assert set(WORKFLOW.waits) == set(SIDES)


def test_the_keys_stand_in_the_file_in_the_order_of_the_model():
    text = yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))
    assert list(text) == [field.alias or name for name, field in Workflow.model_fields.items()]


def test_every_label_keeps_to_githubs_limits():
    for label in WORKFLOW.every_label:
        assert len(label.name) <= 50
        assert len(label.description) <= 100
    names = [label.name.lower() for label in WORKFLOW.every_label]
    assert len(names) == len(set(names))


def test_every_stage_is_reached_from_the_first_and_every_ending_can_be_given():
    reached, found = set(), {WORKFLOW.first}
    while found != reached:
        reached = set(found)
        found |= {transition.to for name in reached for transition in WORKFLOW.leaves(name)}
    assert found == set(WORKFLOW.stages)
    assert {name for transition in WORKFLOW.transitions for name in transition.endings} == set(WORKFLOW.endings)


def test_the_second_pull_request_stands_for_every_indicator():
    assert set(WORKFLOW.pulls["dpg"].indicators) == set(INDICATORS)
    assert set(WORKFLOW.pulls["candidate"].indicators) <= set(INDICATORS)


def test_every_category_of_the_standard_has_its_label():
    assert set(WORKFLOW.labels.categories) == set(STANDARD.categories)


def test_whoever_may_be_waited_for_has_a_label():
    assert set(WORKFLOW.labels.awaiting) == set(SIDES.values())


def test_no_key_of_the_built_in_file_looks_like_something_else_to_other_yaml_readers():
    assert Workflow.model_validate(yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))) == built_in()


# A registry's own file.


def test_one_key_deep_inside_may_be_changed_alone():
    changed = made("stages: {screening: {title: first look}}\nwaits: {review: {days: {dpg: 30}}}")
    assert changed.stages["screening"].title == "first look"
    assert changed.stages["screening"].label == WORKFLOW.stages["screening"].label
    assert changed.stages["candidate"] == WORKFLOW.stages["candidate"]
    assert changed.waits["review"].days == {"candidate": 7, "dpg": 30}
    assert changed.waits["review"].late == WORKFLOW.waits["review"].late


def test_a_list_is_replaced_as_a_whole():
    assert made("waits: {answers: {remind: [3]}}").waits["answers"].remind == (3,)
    assert len(made(f"transitions: [{{from: submitted, to: dpg, {MERGED}}}]").transitions) == 1


def test_a_stage_an_ending_and_a_channel_may_be_added():
    changed = made(
        f"stages: {{{PILOT}}}\nendings: {{{PAUSED}, words: [pause]}}}}\n"
        "transitions:\n  - {from: submitted, to: pilot, command: advance}\n"
        "  - {from: open, to: closed, command: close, as: [paused]}\n"
        'channels: {chat: {kind: apprise, url: "${CHAT_URL}"}}'
    )
    assert list(changed.stages)[-1] == "pilot"
    assert (changed.ending_of("pause"), changed.ending_of("paused"), changed.ending_of("paus")) == ("paused", "paused", None)
    assert set(changed.channels) == {"comment", "release", "chat"}


def test_nothing_takes_a_value_away():
    changed = made("stages: {screening: {notice: null}}\nwaits: {merge: {late: null, days: null}, answers: {then: null}}")
    assert changed.stages["screening"].notice is None
    assert (changed.waits["merge"].late, changed.waits["merge"].days, changed.waits["answers"].then) == (None, None, None)


def test_an_arrow_may_begin_at_a_single_stage_at_several_or_at_every_open_one():
    changed = made(
        f"transitions: [{{from: submitted, to: dpg, {MERGED}}}, {{from: [candidate, submitted], to: dpg, {MERGED}}},\n"
        "  {from: open, to: closed, when: {silent: true}}]"
    )
    assert [transition.source for transition in changed.transitions] == [("submitted",), ("candidate", "submitted"), (OPEN,)]
    assert [len(changed.leaves(stage)) for stage in ("submitted", "candidate", "screening", "dpg", "closed")] == [3, 2, 1, 0, 0]


def test_an_arrow_may_lead_back_when_a_person_walks_it():
    changed = made(
        "transitions: [{from: closed, to: closed, command: close, as: [spam]}, {from: closed, to: candidate, when: {back: true}}]"
    )
    assert [transition.to for transition in changed.leaves("closed")] == ["closed", "candidate"]


def test_silence_may_bring_any_ending_a_decision_or_nothing():
    changed = made(
        "waits: {question: {then: ineligible}, answers: {then: decision}, mending: {then: null}, renewal: {then: expire}}"
    )
    assert [changed.waits[kind].then for kind in ("question", "answers", "mending", "renewal")] == [
        "ineligible",
        "decision",
        None,
        "expire",
    ]


def test_the_days_of_a_review_may_be_one_number():
    review = made("waits: {review: {days: 10}}").waits["review"]
    assert (review.length("candidate"), review.length("dpg"), review.length(None)) == (10, 10, 10)


def test_a_command_may_be_bound_to_stages_and_to_what_is_waited_for():
    assert made("commands: {claim: {stages: [screening, review]}}").commands["claim"].stages == ("screening", "review")


# Mistakes.

MISTAKES: dict[str, list[tuple[str, str, str]]] = {
    "keys": [
        ("stagse: {}", "1:1: stagse", "no such key; did you mean stages?"),
        ("nudges: {}", "1:1: nudges", "no such key"),
        ("stages: [submitted]", "1:1: stages", "the wrong kind of value (expected lines of the form key: value)"),
        ('standard: "0.9"', "1:1: standard", "no such version of the Standard: 0.9 (known: 1.1.6)"),
        ("embargo_days: -1", "1:1: embargo_days", "too small (expected at least 0)"),
    ],
    "stages": [
        ("stages:\n  screening:\n    titel: x", "3:5: stages.screening.titel", "no such key; did you mean title?"),
        ("stages: {screening: {wait: 3}}", "1:22: stages.screening.wait", "no such key"),
        ("stages: {screening: {title: null}}", "1:22: stages.screening.title", "the wrong kind of value (expected a text"),
        (
            "stages: {screening: null}",
            "1:10: stages.screening",
            "the wrong kind of value (expected lines of the form key: value)",
        ),
        (f"stages: {{{PILOT.replace('pilot:', 'Pilot:', 1)}}}", "1:10: stages.Pilot", "not written as it has to be"),
        ("stages: {screening: {reviews: archive}}", "1:22: stages.screening.reviews", "(expected 'candidate' or 'dpg')"),
        ("stages: {dpg: {closes: yes}}", "1:16: stages.dpg.closes", "(expected 'completed' or 'not_planned')"),
        (
            "stages: {dpg: {closes: null}}",
            "1:16: stages.dpg.closes",
            "this stage has to close the issue: completed or not_planned",
        ),
        ("stages: {closed: {closes: null}}", "1:19: stages.closed.closes", "this stage has to close the issue"),
        ("stages: {screening: {closes: completed}}", "1:22: stages.screening.closes", "so that its issue stays open"),
        ("stages: {screening: {label: null}}", "1:22: stages.screening.label", "this key is missing"),
        ("stages: {screening: {label: {colour: red}}}", "1:30: stages.screening.label.colour", "six hexadecimal digits"),
        ("stages: {closed: {label: {name: over}}}", "1:19: stages.closed.label", "has the label of its ending"),
        ("stages: {dpg: {notice: 'Of ${who}'}}", "1:16: stages.dpg.notice", "no such value: ${who} (known: ${failed}, ${name}"),
        (f"stages: {{{PILOT}}}", "1:10: stages.pilot", "no transition leads here"),
        (
            f"stages: {{{PILOT.replace('pilot:', 'open:', 1)}}}\n{INTO_PILOT.replace('pilot', 'open')}",
            "1:10: stages.open",
            "the name is taken: open means every open stage",
        ),
        (
            f"stages: {{{PILOT.replace('pilot:', 'review:', 1)}}}\n{INTO_PILOT.replace('pilot', 'review')}",
            "1:10: stages.review",
            "the name is taken: review means something that is waited for",
        ),
        (
            f"stages: {{{PILOT.replace('stage: pilot', 'Stage: DPG')}}}\n{INTO_PILOT}",
            "1:26: stages.pilot.label.name",
            "the label is taken by stages.dpg already",
        ),
    ],
    "endings": [
        ("endings: {spam: {bye: [maintainer]}}", "1:18: endings.spam.bye", "did you mean by?"),
        ("endings: {spam: {by: [boss]}}", "1:23: endings.spam.by[0]", "no such role: boss (known: expert, maintainer"),
        ("endings: {spam: {by: maintainer}}", "1:18: endings.spam.by", "the wrong kind of value (expected a list)"),
        ("endings: {spam: {needs: proof}}", "1:18: endings.spam.needs", "(expected 'failed', 'other' or 'reason')"),
        ("endings: {spam: {back: never}}", "1:18: endings.spam.back", "(expected 'appeal', 'reopen' or 'answers')"),
        ("endings: {spam: {record: delete}}", "1:18: endings.spam.record", "(expected 'archive' or 'excluded')"),
        ("endings: {spam: {label: null}}", "1:18: endings.spam.label", "the wrong kind of value"),
        ("endings: {spam: {notice: 'Of ${who}'}}", "1:18: endings.spam.notice", "no such value: ${who}"),
        ("endings: {spam: {words: [Spam!]}}", "1:26: endings.spam.words[0]", "not written as it has to be"),
        ("endings: {spam: {words: [pass]}}", "1:26: endings.spam.words[0]", "the word is taken by the command pass"),
        (
            "endings: {spam: {words: [spam, remove]}}",
            "1:1: endings.removed.words[0]",
            "the word is taken by endings.spam already",
        ),
        ("endings: {spam: {words: [spam, removed]}}", "1:32: endings.spam.words[1]", "the word is taken by endings.removed"),
        ("endings: {spam: {by: []}}", "1:11: endings.spam.words", "nobody may say these words"),
        ("endings: {paused: {title: x}}", "1:11: endings.paused.label", "this key is missing"),
        (f"endings: {{{PAUSED}}}}}", "1:11: endings.paused", "no transition names it under as, and no wait under then"),
        (
            f"endings: {{{PAUSED.replace('closed: paused', 'Closed: Spam')}}}}}\n{INTO_PAUSED}",
            "1:28: endings.paused.label.name",
            "the label is taken by endings.spam already",
        ),
    ],
    "transitions": [
        ("transitions: []", "1:1: transitions", "something has to stand in this list (expected at least 1)"),
        (f"transitions:\n  - {{from: submitted, to: nowhere, {MERGED}}}", "2:23: transitions[0].to", "no such stage: nowhere"),
        (f"transitions: [{{from: submitted, to: open, {MERGED}}}]", "1:33: transitions[0].to", "no such stage: open"),
        (f"transitions: [{{from: submitted, to: spam, {MERGED}}}]", "1:33: transitions[0].to", "no such stage: spam"),
        (
            f"transitions: [{{from: nowhere, to: dpg, {MERGED}}}]",
            "1:16: transitions[0].from[0]",
            "no such stage: nowhere (known: ",
        ),
        (
            f"transitions:\n  - {{from: [submitted, nowhere], to: dpg, {MERGED}}}",
            "2:24: transitions[0].from[1]",
            "no such stage: nowhere",
        ),
        ("transitions: [{from: submitted}]", "1:15: transitions[0].to", "this key is missing"),
        (f"transitions: [{{to: dpg, {MERGED}}}]", "1:15: transitions[0].from", "this key is missing"),
        (f"transitions: [{{from: [], to: dpg, {MERGED}}}]", "1:16: transitions[0].from", "something has to stand in this list"),
        ("transitions: [{from: submitted, to: screening, on: {passed: dpg}}]", "1:48: transitions[0].on", "no such key"),
        (
            "transitions: [{from: submitted, to: screening}]",
            "1:15: transitions[0]",
            "the bot would walk it at once: write a condition under when, or command: advance",
        ),
        (
            "transitions: [{from: submitted, to: screening, when: {complete: []}}]",
            "1:15: transitions[0]",
            "the bot would walk it at once",
        ),
        (
            'transitions: [{from: submitted, to: dpg, when: {complete: ["12"]}}]',
            "1:60: transitions[0].when.complete[0]",
            "no such indicator: 12",
        ),
        (
            "transitions: [{from: submitted, to: dpg, when: {passed: all}}]",
            "1:49: transitions[0].when.passed",
            "'candidate' or 'dpg'",
        ),
        ("transitions: [{from: submitted, to: dpg, when: {failed: true}}]", "1:49: transitions[0].when.failed", "no such key"),
        (
            "transitions: [{from: open, to: closed, when: {silent: false}}]",
            "1:47: transitions[0].when.silent",
            "(expected true)",
        ),
        (
            "transitions: [{from: dpg, to: expired, when: {renewal: late}}]",
            "1:47: transitions[0].when.renewal",
            "'over' or 'granted'",
        ),
        (
            "transitions: [{from: submitted, to: dpg, command: pass}]",
            "1:42: transitions[0].command",
            "(expected 'advance' or 'close')",
        ),
        (f"transitions: [{{from: dpg, to: dpg, {MERGED}}}]", "1:27: transitions[0].to", "it leads from dpg to dpg"),
        (
            f"transitions: [{{from: open, to: candidate, {MERGED}}}]",
            "1:28: transitions[0].to",
            "it leads from candidate to candidate",
        ),
        (
            "transitions: [{from: open, to: closed, command: close}]",
            "1:15: transitions[0]",
            "write under as which endings /close may give here",
        ),
        (
            "transitions: [{from: open, to: closed, command: close, as: [spam, closed]}]",
            "1:67: transitions[0].as[1]",
            "no such ending: closed (known: duplicate, excluded, inactive, ineligible, removed, spam, withdrawn)",
        ),
        (
            "transitions: [{from: open, to: expired, command: close, as: [spam]}]",
            "1:28: transitions[0].to",
            "/close leads to closed",
        ),
        (
            "transitions: [{from: open, to: closed, command: close, as: [spam], when: {passed: dpg}}]",
            "1:68: transitions[0].when",
            "/close asks for nothing but what its ending needs; see endings",
        ),
        (
            "transitions: [{from: open, to: closed, as: [spam]}]",
            "1:40: transitions[0].as",
            "only /close gives an ending: write command: close",
        ),
        (
            "transitions: [{from: open, to: closed, when: {merged: dpg}}]",
            "1:15: transitions[0]",
            "a nomination is closed with an ending: write command: close and as, or when: {silent: true}",
        ),
        (
            "transitions: [{from: open, to: closed, command: advance}]",
            "1:15: transitions[0]",
            "a nomination is closed with an ending",
        ),
        (
            "transitions: [{from: expired, to: candidate, when: {back: true}}]",
            "1:16: transitions[0].from",
            "only what is closed is taken up again: write from: closed",
        ),
    ],
    "waits": [
        ("waits: {answer: {days: 3}}", "1:9: waits.answer", "not one of the values that may stand here"),
        ("waits: {answers: null}", "1:9: waits.answers", "the wrong kind of value"),
        ("waits: {answers: {day: 3}}", "1:19: waits.answers.day", "did you mean days?"),
        ("waits: {answers: {of: reviewers}}", "1:19: waits.answers.of", "this always waits for the nominator"),
        ("waits: {review: {of: nominator}}", "1:18: waits.review.of", "this always waits for the reviewers"),
        (
            "waits: {review: {of: reviewer}}",
            "1:18: waits.review.of",
            "(expected 'nominator', 'reviewers', 'expert' or 'maintainers')",
        ),
        (
            "waits: {answers: {days: 0}}",
            "1:19: waits.answers.days",
            "write a number of days from 1 to 3650, or one for candidate and one for dpg",
        ),
        ("waits: {answers: {days: soon}}", "1:19: waits.answers.days", "write a number of days from 1 to 3650"),
        ("waits: {review: {days: {first: 7}}}", "1:18: waits.review.days", "or one for candidate and one for dpg"),
        ("waits: {review: {days: {dpg: 0}}}", "1:18: waits.review.days", "write a number of days from 1 to 3650"),
        ("waits: {merge: {days: {dpg: 3}}}", "1:17: waits.merge.days", "the days for candidate are missing"),
        (
            "waits: {expert: {days: {candidate: 7, dpg: 14}}}",
            "1:18: waits.expert.days",
            "one number has to stand here: only review and merge differ between candidate and dpg",
        ),
        (
            "waits: {question: {remind: [0]}}",
            "1:20: waits.question.remind",
            "0 is neither after the beginning nor before the date",
        ),
        ("waits: {question: {remind: 7}}", "1:20: waits.question.remind", "(expected a list)"),
        (
            "waits: {question: {remind: [7, 30]}}",
            "1:32: waits.question.remind[1]",
            "the date has passed by then: it is 30 days after",
        ),
        (
            "waits: {renewal: {remind: [60]}}",
            "1:28: waits.renewal.remind[0]",
            "the date has passed by then: it is 60 days after",
        ),
        (
            "waits: {question: {days: null, then: null, remind: [-3]}}",
            "1:53: waits.question.remind[0]",
            "there is no date to remind before: write days",
        ),
        ("waits: {question: {days: null, remind: []}}", "1:9: waits.question.then", "without a date it never comes to that"),
        ("waits: {merge: {days: null}}", "1:9: waits.merge.late", "without a date it never comes to that: write days"),
        (
            "waits: {answers: {then: forgotten}}",
            "1:19: waits.answers.then",
            "no such ending: forgotten (known: decision, duplicate, ",
        ),
        ("waits: {answers: {then: submit}}", "1:19: waits.answers.then", "no such ending: submit"),
        ("waits: {answers: {then: duplicate}}", "1:19: waits.answers.then", "which silence does not name"),
        ("waits: {renewal: {then: inactive}}", "1:19: waits.renewal.then", "no such ending: inactive (known: expire, submit)"),
        (
            "waits: {renewal: {days: 90}}",
            "1:19: waits.renewal.days",
            "a renewal is waited for until the approval ends; see renewal.begins",
        ),
        ("waits: {renewal: {grace: 3}}", "1:19: waits.renewal.grace", "see renewal.begins"),
        ("waits: {review: {then: inactive}}", "1:18: waits.review.then", "only a nominator's silence brings something about"),
        ("waits: {review: {grace: 3}}", "1:18: waits.review.grace", "only a nominator is warned and has days of grace"),
        ("waits: {answers: {late: {every: 7}}}", "1:19: waits.answers.late", "a nominator is warned once"),
        ("waits: {review: {late: {times: 0}}}", "1:25: waits.review.late.times", "too small (expected at least 1)"),
        ("waits: {review: {late: {after: 3}}}", "1:25: waits.review.late.after", "no such key"),
        ("waits: {merge: {late: {maintainers_after: 3}}}", "1:24: waits.merge.late.maintainers_after", "in any case"),
    ],
    "reminders": [
        (
            "reminders: {zone: Mars/Olympus}",
            "1:13: reminders.zone",
            "no such time zone: Mars/Olympus; write one such as Europe/Berlin",
        ),
        ("reminders: {hours: [17, 9]}", "1:13: reminders.hours", "the first hour has to be before the second"),
        ("reminders: {hours: [9, 25]}", "1:24: reminders.hours[1]", "too large (expected at most 24)"),
        ("reminders: {hours: [9]}", "1:13: reminders.hours[1]", "this key is missing"),
        ("reminders: {days: []}", "1:13: reminders.days", "something has to stand in this list"),
        ("reminders: {days: [monday]}", "1:20: reminders.days[0]", "not one of the values"),
        ("reminders: {holidays: [KE, XX]}", "1:28: reminders.holidays[1]", "no such country: XX; write its ISO 3166 code"),
        ("reminders: {holidays: [DE-XX]}", "1:24: reminders.holidays[0]", "no such part of DE: XX (known: BB, BE"),
        ("reminders: {closed: [2026-02-29]}", "1:22: reminders.closed[0]", "no such day (expected one such as 2026-12-24)"),
        ("reminders: {per_hour: 0}", "1:13: reminders.per_hour", "too small (expected at least 1)"),
        ("reminders: {label: {name: late}}", "1:21: reminders.label.name", "the label is taken by labels.late already"),
    ],
    "people": [
        ("reviewers: {teams: [reviewers]}", "1:21: reviewers.teams[0]", "(expected organization/team)"),
        ("reviewers: {permissions: [owner]}", "1:27: reviewers.permissions[0]", "not one of the values"),
        ("reviewers: {disagreement: vote}", "1:13: reviewers.disagreement", "(expected 'second', 'third' or 'maintainer')"),
        ("reviewers: {at_once: 0}", "1:13: reviewers.at_once", "too small (expected at least 1)"),
        ("reviewers: {away: [{person: 7, until: soon}]}", "1:32: reviewers.away[0].until", "no such day"),
        (
            "reviewers: {conflicts: [{person: rev-lin, organizations: []}]}",
            "1:26: reviewers.conflicts[0].person",
            "a whole number",
        ),
        ("maintainers: {away: []}", "1:15: maintainers.away", "no such key"),
        ("roles: {editor: {title: editor, teams: [editors]}}", "1:41: roles.editor.teams[0]", "(expected organization/team)"),
        ("commands: {claim: {roles: [boss]}}", "1:28: commands.claim.roles[0]", "no such role: boss"),
        ("commands: {claim: {stages: [nowhere]}}", "1:29: commands.claim.stages[0]", "no such stage or wait: nowhere"),
        ("commands: {clame: {enabled: false}}", "1:12: commands.clame", "no such command: clame"),
    ],
    "pulls": [
        ('pulls: {dpg: {indicators: ["1", "99"]}}', "1:33: pulls.dpg.indicators[1]", "no such indicator: 99"),
        ("pulls: {dpg: {indicators: []}}", "1:15: pulls.dpg.indicators", "something has to stand in this list"),
        ("pulls: {dpg: {stages: [nowhere]}}", "1:24: pulls.dpg.stages[0]", "no such stage: nowhere"),
        ("pulls: {dpg: {stages: []}}", "1:15: pulls.dpg.stages", "something has to stand in this list"),
        ("pulls: {dpg: {quorum: 9}}", "1:15: pulls.dpg.quorum", "too large (expected at most 5)"),
        ("pulls: {dpg: {merge: nobody}}", "1:15: pulls.dpg.merge", "(expected 'maintainer' or 'bot')"),
        ('pulls: {third: {title: x, indicators: ["1"], stages: [dpg]}}', "1:9: pulls.third", "not one of the values"),
        (
            "renewal: {begins: 365}",
            "1:1: renewal",
            "begins has to be less than valid: a renewal begins while the approval is valid",
        ),
        ("renewal: {valid: 60}", "1:1: renewal", "begins has to be less than valid"),
        ("renewal: {confirm: 0}", "1:11: renewal.confirm", "too small (expected at least 1)"),
    ],
    "labels": [
        ("labels: {nominations: {name: x}}", "1:10: labels.nominations", "did you mean nomination?"),
        ("labels: {nomination: {colour: red}}", "1:23: labels.nomination.colour", "six hexadecimal digits, such as 1d76db"),
        ("labels: {late: {name: ''}}", "1:17: labels.late.name", "too short (expected at least 1 characters)"),
        ("labels: {awaiting: {reviewer: {name: x}}}", "1:21: labels.awaiting.reviewer", "not one of the values"),
        (
            "labels: {awaiting: {expert: {name: 'Awaiting: NOMINATOR'}}}",
            "1:30: labels.awaiting.expert.name",
            "taken by labels.awaiting.nominator",
        ),
        ("labels: {late: {name: nomination}}", "1:17: labels.late.name", "taken by labels.nomination already"),
        ("labels: {late: {name: 'Closed: Spam'}}", "1:17: labels.late.name", "taken by endings.spam already"),
        (
            "labels: {categories: {data: {name: 'stage: dpg'}}}",
            "1:30: labels.categories.data.name",
            "taken by stages.dpg already",
        ),
        (
            "routes: [{when: {sdg: [3]}, label: {name: late}}]",
            "1:37: routes[0].label.name",
            "the label is taken by labels.late already",
        ),
        ("records: {dpg: ../elsewhere}", "1:11: records.dpg", "not written as it has to be"),
    ],
    "publishing": [
        ("channels: {chat: {kind: pigeon}}", "1:19: channels.chat.kind", "no such kind of channel: pigeon"),
        (
            "channels: {chat: {kind: apprise, url: 'https://x.example/t0ken'}}",
            "1:34: channels.chat.url",
            "a secret stands here",
        ),
        (
            "channels: {list: {kind: mail, url: '${X}', to: a@b.example}}",
            "1:12: channels.list",
            "a channel of the kind mail needs the key from",
        ),
        ("channels: {hook: {kind: webhook, url: '${X}'}}", "1:12: channels.hook", "needs the key secret"),
        ("channels: {hook: {kind: webhook, url: '${X}', secret: w0rd}}", "1:47: channels.hook.secret", "a secret stands here"),
        ("channels: {release: {kind: release, folder: x}}", "1:37: channels.release.folder", "does not know this key"),
        ("channels: {x: {kind: blog, repository: here}}", "1:28: channels.x.repository", "not written as it has to be"),
        ("channels: {x: {kind: blog, repository: a/.git}}", "1:28: channels.x.repository", "not written as it has to be"),
        (
            "channels: {x: {kind: blog, repository: a/b, folder: ../x}}",
            "1:45: channels.x.folder",
            "not written as it has to be",
        ),
        (
            'channels: {x: {kind: mail, url: "${X}", from: a@b.example, to: "a@b.example\\nBcc: c@d.example"}}',
            "1:60: channels.x.to",
            "not written as it has to be",
        ),
        ("messages:\n  comment.text: Hurray for ${nmae}!", "2:3: messages.comment.text", "no such value: ${nmae} (known: ${"),
        ("messages: {status.text: '$stage ${name}'}", "1:12: messages.status.text", "no such value: ${name}"),
        ("messages: {status.txet: hello}", "1:12: messages.status.txet", "no such sentence"),
        ("channels: {release: {tag: latest}}", "1:22: channels.release.tag", "a tag that holds ${slug}, such as dpg-${slug}"),
        ("outputs: {branch: nomination/1}", "1:11: outputs.branch", "not written as it has to be"),
        ("outputs: {feed: true}", "1:11: outputs.feed", "did you mean feeds?"),
    ],
}


@pytest.mark.parametrize(("text", "where", "what"), [mistake for about in MISTAKES.values() for mistake in about])
def test_a_mistake_is_told_with_its_place_and_what_to_write(text, where, what):
    (line,) = told(text)
    assert line.startswith(f"dpg-bot.yml:{where}: ")
    assert what in line


def test_a_channel_may_take_its_keys_and_a_sentence_its_values():
    changed = made(
        'channels: {list: {kind: mail, url: "${X}", to: a@b.example, from: c@d.example, limit: 900},\n'
        '  hook: {kind: webhook, url: "${X}", secret: "${Y}"}, blog: {kind: blog, repository: a/b, folder: content/posts}}\n'
        'messages: {comment.text: "${name} ${nominator} costs $5", comment.badge: "${badge}", mail.text: "${country} ${valid_until}"}'
    )
    assert (changed.channels["list"].sender, changed.channels["list"].limit) == ("c@d.example", 900)


def test_every_mistake_is_told_at_once():
    assert len(told("stagse: {}\nwaits: {answers: {days: 0}}\nreminders: {zone: Mars/Olympus}\n")) == 3
    assert len(told("endings: {spam: {by: [boss]}}\nwaits: {answers: {then: gone}}\ncommands: {shoo: {}}\n")) == 3


def test_a_secret_is_never_repeated_in_the_message():
    assert "t0ken" not in "".join(told("channels: {chat: {kind: apprise, url: 'https://x.example/t0ken'}}"))


def test_without_the_features_their_names_are_not_looked_at():
    assert workflow("channels: {chat: {kind: pigeon}}", "x.yml").channels["chat"].kind == "pigeon"


# The diagram.


def transitions(drawn: list[str]) -> list[str]:
    return [line.strip() for line in drawn if " --> " in line]


def test_the_diagram_of_the_usual_way_can_be_read_by_a_person():
    drawn = list(lines(WORKFLOW))
    assert drawn[0] == "stateDiagram-v2"
    boxes = [line.strip() for line in drawn if line.strip().startswith("state ")]
    assert len(boxes) <= 8
    assert 'state "technical review" as technical_review' in boxes
    assert len(transitions(drawn)) <= 18
    assert "screening --> candidate: candidate pull request merged" in transitions(drawn)
    assert "approved --> closed: no answer after a last reminder or /close (from every open stage)" in transitions(drawn)
    assert "closed --> submitted: taken up again" not in transitions(drawn)


def test_the_whole_diagram_shows_every_arrow_from_every_stage():
    drawn = transitions(list(lines(WORKFLOW, everything=True)))
    for name in WORKFLOW.stages:
        for transition in WORKFLOW.leaves(name):
            (line,) = [line for line in drawn if line.startswith(f"{name} --> {transition.to}: ".replace("-r", "_r"))]
            assert transition.command is None or f"/{transition.command}" in line
    assert "closed --> submitted: taken up again" in drawn
    assert "candidate --> closed: no answer after a last reminder or /close" in drawn
    assert set(transitions(list(lines(WORKFLOW)))[:-1]) < set(drawn)


def test_every_condition_that_a_guard_knows_has_its_words_in_the_diagram():
    values = {"complete": ("1",), "passed": "dpg", "unpassed": "dpg", "merged": "dpg", "renewal": "over"}
    for key in Guard.model_fields:
        transition = Transition.model_validate({"from": "submitted", "to": "expired", "when": {key: values.get(key, True)}})
        drawn = list(lines(WORKFLOW.model_copy(update={"transitions": (transition,)}), everything=True))
        (line,) = [line for line in transitions(drawn) if line.startswith("submitted --> ")]
        assert "always" not in line
