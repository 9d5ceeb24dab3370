"""The workflow's file: the built-in one, a registry's own laid over it, and every mistake with file, line and column."""

from __future__ import annotations

import pytest
import yaml

from bot.cli.diagram import lines
from config.load import ConfigError
from config.models import Guard, Transition, Workflow
from config.workflow import BUILT_IN, built_in, workflow
from tests.nominations import CATALOGUE, INDICATORS, STANDARD, WORKFLOW

FEATURES = CATALOGUE.features
STAGE = "{label: {name: 'stage: pilot'}, title: pilot, turn: reviewer, next_step: Look.}"


def made(text: str) -> Workflow:
    return workflow(text, "dpg-bot.yml", FEATURES)


def told(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        made(text)
    return str(caught.value).splitlines()


# The built-in workflow.


def test_an_empty_file_is_the_built_in_workflow():
    assert made("") == made("# nothing\n") == built_in()


def test_the_built_in_workflow_names_only_features_that_there_are():
    assert made("").stages.keys() >= {
        "submitted",
        "needs-info",
        "screening",
        "candidate",
        "technical-review",
        "approved",
        "dpg",
    }


def test_every_label_keeps_to_githubs_limits():
    for label in WORKFLOW.labels:
        assert len(label.name) <= 50
        assert len(label.description) <= 100
    names = [label.name.lower() for label in WORKFLOW.labels]
    assert len(names) == len(set(names))


def test_every_stage_is_reached_from_the_first_or_by_a_feature_to_come():
    reached, found = set(), {WORKFLOW.first}
    while found != reached:
        reached = set(found)
        found |= {arrow.to for arrow in WORKFLOW.transitions if set(arrow.source) & reached}
    assert {*WORKFLOW.progress, "ineligible", "withdrawn", "needs-info"} <= found


def test_the_second_pull_request_stands_for_every_indicator():
    assert set(WORKFLOW.pulls["dpg"].indicators) == set(INDICATORS)
    assert set(WORKFLOW.pulls["candidate"].indicators) <= set(INDICATORS)


def test_every_category_of_the_standard_has_its_label():
    assert set(WORKFLOW.categories) == set(STANDARD.categories)


def test_no_key_of_the_built_in_file_looks_like_something_else_to_other_yaml_readers():
    assert Workflow.model_validate(yaml.safe_load(BUILT_IN.read_text(encoding="utf-8"))) == built_in()


# A registry's own file.


def test_one_key_deep_inside_may_be_changed_alone():
    changed = made("stages: {screening: {wait: 14}}")
    assert changed.stages["screening"].wait == 14
    assert changed.stages["screening"].label == WORKFLOW.stages["screening"].label
    assert changed.stages["candidate"] == WORKFLOW.stages["candidate"]


def test_a_list_is_replaced_as_a_whole():
    assert made("progress: [submitted, dpg]").progress == ("submitted", "dpg")
    assert len(made("transitions: [{from: submitted, to: spam}]").transitions) == 1


def test_a_stage_and_a_channel_may_be_added():
    changed = made(f'stages: {{pilot: {STAGE}}}\nchannels: {{chat: {{kind: apprise, url: "${{CHAT_URL}}"}}}}')
    assert list(changed.stages)[-1] == "pilot"
    assert set(changed.channels) == {"comment", "release", "chat"}


def test_nothing_takes_a_value_away():
    assert made("stages: {screening: {wait: null, notice: null}}").stages["screening"].wait is None


def test_a_guard_may_be_a_single_stage_or_several():
    changed = made("transitions: [{from: submitted, to: spam}, {from: [spam, submitted], to: dpg}]")
    assert [arrow.source for arrow in changed.transitions] == [("submitted",), ("spam", "submitted")]


# Mistakes.


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("stagse: {}", "1:1: stagse", "did you mean stages?"),
        ("stages:\n  screening:\n    wiat: 3", "3:5: stages.screening.wiat", "did you mean wait?"),
        ("stages: {screening: {wait: 0}}", "1:22: stages.screening.wait", "expected at least 1"),
        ("stages: {screening: {turn: nobdy}}", "1:22: stages.screening.turn", "not one of the values"),
        (f"stages: {{Big: {STAGE}}}", "1:10: stages.Big", "not written as it has to be"),
        ("first: nowhere", "1:1: first", "no such stage: nowhere"),
        ("progress: [submitted, nowhere]", "1:23: progress[1]", "no such stage: nowhere"),
        ("transitions:\n  - {from: submitted, to: nowhere}", "2:23: transitions[0].to", "no such stage: nowhere"),
        ("transitions:\n  - {from: [submitted, nowhere], to: spam}", "2:24: transitions[0].from[1]", "no such stage: nowhere"),
        ("transitions: [{from: submitted}]", "1:15: transitions[0].to", "this key is missing"),
        (
            'transitions: [{from: submitted, to: spam, when: {complete: ["12"]}}]',
            "1:61: transitions[0].when.complete[0]",
            "no such indicator: 12",
        ),
        ("transitions: [{from: submitted, to: spam, command: shoo}]", "1:43: transitions[0].command", "no such command: shoo"),
        ("commands: {claim: {roles: [boss]}}", "1:28: commands.claim.roles[0]", "no such role: boss"),
        ("commands: {claim: {stages: [nowhere]}}", "1:29: commands.claim.stages[0]", "no such stage: nowhere"),
        ("commands: {clame: {enabled: false}}", "1:12: commands.clame", "no such command: clame"),
        ("commands: {approve: {enabled: false}}", "1:12: commands.approve", "no such command: approve"),
        ('pulls: {dpg: {indicators: ["1", "99"]}}', "1:33: pulls.dpg.indicators[1]", "no such indicator: 99"),
        ("pulls: {dpg: {stages: [nowhere]}}", "1:24: pulls.dpg.stages[0]", "no such stage: nowhere"),
        ("pulls: {third: {title: x, stages: []}}", "1:9: pulls.third", "not one of the values"),
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
        ("stages: {spam: {notice: 'Of ${who}'}}", "1:17: stages.spam.notice", "no such value: ${who}"),
        ("embargo_days: -1", "1:1: embargo_days", "expected at least 0"),
        ("messages: {status.txet: hello}", "1:12: messages.status.txet", "no such sentence"),
        (
            "stages: {pilot: {label: {name: 'Stage: DPG'}, title: p, turn: nobody, next_step: s}}",
            "1:26: stages.pilot",
            "taken by stages.dpg",
        ),
        ("categories: {data: {label: {name: nomination}}}", "1:29: categories.data", "taken by the nomination itself"),
        ('standard: "0.9"', "1:1: standard", "no such version of the Standard: 0.9 (known: 1.1.6)"),
        ("outputs: {branch: nomination/1}", "1:11: outputs.branch", "not written as it has to be"),
        ("outputs: {feed: true}", "1:11: outputs.feed", "did you mean feeds?"),
        ("release_tag: latest", "1:1: release_tag", "not written as it has to be"),
        (
            "nudges: {soon: {after: 3}}",
            "1:10: nudges.soon",
            "write exactly one of after, before and late: it says when the reminder is due",
        ),
        ("nudges:\n  x: {turn: nominator, message: m}", "2:3: nudges.x", "write exactly one of after, before and late"),
        ("nudges:\n  x: {turn: nominator, message: m, after: 3, times: 2}", "2:3: nudges.x", "says how often: every"),
        ("nudges: {soon: {times: 2, every: 1}}", "1:10: nudges.soon", "not before)"),
        ("nudges: {lapsing: {turn: [L1]}}", "1:10: nudges.lapsing", "only a reminder to the nominator"),
        ("nudges: {soon: {warns: true}}", "1:10: nudges.soon", "(late), warns of a lapse"),
        ("nudges:\n  soon:\n    stages: [candidate, nowhere]", "3:25: nudges.soon.stages[1]", "no such stage: nowhere"),
        ("nudges: {soon: {turn: reviewer}}", "1:17: nudges.soon.turn[0]", "not one of the values"),
        ("nudges: {soon: {before: 0}}", "1:17: nudges.soon.before", "expected at least 1"),
        ("nudges: {soon: {to: reviewer}}", "1:17: nudges.soon.to", "not one of the values"),
        ("nudges: {soon: {aftr: 3}}", "1:17: nudges.soon.aftr", "did you mean after?"),
        (
            "nudges:\n  soon:\n    message: ${nmae}",
            "3:5: nudges.soon.message",
            "no such value: ${nmae} (known: ${due}, ${ends}",
        ),
        ("nudges: {review: {message: '${name} is due'}}", "1:19: nudges.review.message", "${name} (known: ${due}, ${stage})"),
        ("nudges_per_hour: 0", "1:1: nudges_per_hour", "expected at least 1"),
        ("working: {hours: [17, 9]}", "1:11: working.hours", "the first hour has to be before the second"),
        ("working: {hours: [9, 25]}", "1:22: working.hours[1]", "expected at most 24"),
        ("working: {days: []}", "1:11: working.days", "at least 1 item"),
        ("working: {days: [monday]}", "1:18: working.days[0]", "not one of the values"),
        ("working: {holidays: [KE, XX]}", "1:26: working.holidays[1]", "no such country: XX; write its ISO 3166 code"),
        ("working: {holidays: [DE-XX]}", "1:22: working.holidays[0]", "no such part of DE: XX (known: BB, BE"),
        ("working: {closed: [2026-02-29]}", "1:20: working.closed[0]", "no such day"),
        ("renewal: {before: 365}", "1:1: renewal", "before has to be less than validity"),
        ("renewal: {validity: 60}", "1:1: renewal", "before has to be less than validity"),
        ("renewal: {untouched: keep}", "1:11: renewal.untouched", "not one of the values"),
        ("awaiting: {L1: {name: 'Awaiting: NOMINATOR'}}", "1:17: awaiting.L1.name", "taken by awaiting.nominator already"),
        ("late: {name: nomination}", "1:8: late.name", "taken by the nomination itself already"),
        ("queue: {name: late}", "1:9: queue.name", "taken by late already"),
        ("awaiting: {reviewer: {name: x}}", "1:12: awaiting.reviewer", "not one of the values"),
        ("roles: {reviewer: {teams: [reviewers]}}", "1:28: roles.reviewer.teams[0]", "not written as it has to be"),
        ("nomination: {colour: red}", "1:14: nomination.colour", "not written as it has to be"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_write(text, where, what):
    (line,) = told(text)
    assert line.startswith(f"dpg-bot.yml:{where}")
    assert what in line


def test_a_reminder_that_goes_to_maintainers_needs_a_sentence_for_a_digest():
    lines = told("nudges: {soon: {to: maintainer}}")
    assert all("nudges.soon.message: no such value: ${" in line and "(known: ${due}, ${stage})" in line for line in lines)
    assert made("nudges: {soon: {to: maintainer, message: 'silent, due ${due}'}}").nudges["soon"].to == "maintainer"


def test_a_channel_may_take_its_keys_and_a_sentence_its_values():
    changed = made(
        'channels: {list: {kind: mail, url: "${X}", to: a@b.example, from: c@d.example, limit: 900},\n'
        '  hook: {kind: webhook, url: "${X}", secret: "${Y}"}, blog: {kind: blog, repository: a/b, folder: content/posts}}\n'
        'messages: {comment.text: "${name} ${nominator} costs $5", comment.badge: "${badge}", mail.text: "${country} ${valid_until}"}'
    )
    assert (changed.channels["list"].sender, changed.channels["list"].limit) == ("c@d.example", 900)


def test_every_mistake_is_told_at_once():
    assert len(told("stagse: {}\nfirst: [x]\nzone: Mars/Olympus\n")) == 3
    assert len(told("first: nowhere\nprogress: [elsewhere]\ncommands: {shoo: {}}\n")) == 3


def test_a_secret_is_never_repeated_in_the_message():
    assert "t0ken" not in "".join(told("channels: {chat: {kind: apprise, url: 'https://x.example/t0ken'}}"))


def test_without_the_features_their_names_are_not_looked_at():
    assert workflow("channels: {chat: {kind: pigeon}}", "x.yml").channels["chat"].kind == "pigeon"


# The diagram.


def test_the_diagram_shows_every_arrow_and_every_stage_that_one_touches():
    drawn = "\n".join(lines(WORKFLOW))
    for arrow in WORKFLOW.transitions:
        for source in arrow.source:
            assert f"{source.replace('-', '_')} --> {arrow.to.replace('-', '_')}: " in drawn
        assert arrow.command is None or f"/{arrow.command}" in drawn
    assert drawn.startswith("stateDiagram-v2\n")
    assert 'state "needs information" as needs_info' in drawn
    assert "always" not in drawn
    assert "screening --> candidate: candidate pull request merged" in drawn
    assert "screening --> ineligible: /ineligible and an indicator failed" in drawn


def test_every_condition_that_a_guard_knows_has_its_words_in_the_diagram():
    kinds = {"passed", "unpassed", "answers", "merged", "unmerged", "closed", "reopened"}
    for key in Guard.model_fields:
        value = (
            ("1",) if key in ("complete", "incomplete") else "dpg" if key in kinds else "submit" if key == "untouched" else True
        )
        arrow = Transition.model_validate({"from": "submitted", "to": "spam", "when": {key: value}})
        drawn = "\n".join(lines(WORKFLOW.model_copy(update={"transitions": (arrow,)})))
        assert "submitted --> spam: always" not in drawn
