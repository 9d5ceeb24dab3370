"""`/status`, `/explain` and `/why`: where the nomination stands, why, and what is missing for each way on."""

from __future__ import annotations

from dataclasses import replace

from bot.model.ledger_entries import Remark, StageChange
from bot.model.needs import Need
from handlers.commands.status import FEATURE
from tests.nominations import AMINA, MAYA, NOW, NUMBER, OPENED, STRANGER, URL, bot_says, done, flow, run, view


def status(seen) -> str:
    outcome = done(run(FEATURE, seen, "/status", STRANGER))
    assert outcome.ledger == seen.ledger
    return outcome.reply or ""


def why(seen) -> list[str]:
    """The lines that are folded away."""
    return status(seen).partition("</summary>\n\n")[2].removesuffix("\n\n</details>").splitlines()


def test_it_says_what_is_waited_for_and_folds_away_why():
    assert status(view("screening")) == (
        "Stage: **screening**, since 21 February 2026. **Waiting for a reviewer until 9 March 2026:** "
        "first review of indicators 1 and 2. Nominator: nothing for you to do now. Everything else is on the board.\n\n"
        "<details><summary>How it came here, and what is missing for the next step</summary>\n\n"
        "It came to this stage on 21 February 2026, by the bot.\n\n"
        "- to **candidate**: the candidate pull request is not merged yet\n\n"
        "</details>"
    )


def test_each_way_forward_stands_with_what_is_in_its_way():
    assert why(view("technical-review"))[2:] == [
        "- to **approved**: not passed yet: 1 to 9, 9a and 9c",
        "- to **digital public good**: the dpg pull request is not merged yet",
    ]


def test_one_that_is_closed_says_why_and_how_it_goes_on():
    seen = view("ineligible", ledger={"appeal": Remark(AMINA, NOW, 900, NUMBER, "it is open")})
    assert status(seen).partition("\n\n")[0] == (
        "Stage: **not eligible**, since 21 February 2026. **Waiting for a maintainer until 16 March 2026:** "
        "look at the appeal; `/reopen` grants it, `/settle REASON` denies it. Closed on 21 February 2026: not eligible. "
        "Everything else is on the board."
    )
    assert why(seen) == ["It came to this stage on 21 February 2026, by the bot."]


def test_when_nobody_has_to_do_anything_it_says_so():
    assert status(view("withdrawn")).partition("\n\n")[0] == (
        "Stage: **withdrawn**, since 21 February 2026. **Nothing for anybody to do now.** "
        "Closed on 21 February 2026: withdrawn. The nominator can take it up again with `/reopen`. "
        "Everything else is on the board."
    )


def test_it_says_how_long_it_usually_takes_and_in_which_week_this_one_is():
    seen = view("screening")
    known = {**seen.nomination.facts, Need("flow", ""): "23 28 56"}
    told = replace(seen, nomination=replace(seen.nomination, facts=known))
    assert "Typical: 4 to 8 weeks; this one: week 2. Everything else" in status(told)


def test_it_links_to_the_board():
    assert f"the [board]({URL}#issuecomment-950)." in status(view(board=bot_says("board")))


def test_a_reason_that_a_person_gave_is_shown_and_does_nothing():
    moves = (StageChange("submitted", OPENED), StageChange("dpg", OPENED, MAYA, "see @everyone #1 <b>", by_command=True))
    assert why(view("dpg", ledger={"moves": moves}))[0] == (
        "It came to this stage on 20 February 2026, by `maya`: see @\u200beveryone #\u200b1 \\<b\\>"
    )


def test_a_registry_may_word_it_differently_and_its_words_are_no_program():
    other = flow('messages: {status.text: "Stage ${stage}, ${nothing.like} this"}')
    assert status(view("screening", flow=other)) == "Stage screening, ${nothing.like} this"


def test_what_the_nominator_wrote_is_not_read_as_a_template():
    seen = view("screening")
    named = replace(seen, nomination=replace(seen.nomination, title="${board}"))
    assert "${" not in status(named)


def test_people_may_ask_why():
    assert FEATURE.aliases == ("explain", "why")
