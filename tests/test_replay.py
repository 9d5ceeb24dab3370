"""Real submissions replayed as the pull requests that they were: the shipped records, and the sample where it lies at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import replay
from bot.text.record.record import dumps, loads, without_contacts
from tests.profile import take_every

RECORDS = Path(__file__).parent.parent / "config" / "records"
SHIPPED = sorted(file.name.removesuffix(".nominee.json") for file in RECORDS.glob("*.nominee.json"))


def submitted(slug: str, first: int) -> tuple[replay.Submitted, ...]:
    """A shipped record as somebody may have sent it: contacts filled in, one line, corrected later."""
    nominee, screening = (loads((RECORDS / f"{slug}.{kind}.json").read_text("utf-8")) for kind in ("nominee", "screening"))
    sent = {**nominee, "stage": "nominee", "contact_email": "amina@example.org"}
    later = {**without_contacts(sent), "description": f"{nominee['description']} It is in use."}
    paths = f"nominees/{slug}.json", f"digitalpublicgoods/{slug}.json"
    return (
        replay.Submitted(first, "nominee", paths[0], str(sent).replace("'", '"'), paths[0], dumps(later)),
        replay.Submitted(first + 1, "dpg", paths[1], dumps(screening), paths[1], dumps(screening)),
    )


@pytest.mark.parametrize("slug", SHIPPED)
async def test_shipped_records_end_in_the_registry_as_they_were_corrected(slug: str) -> None:
    (found,) = await replay.replayed([submitted(slug, 10)])

    assert found.wrong == []
    assert "stage: dpg" in found.labels


async def test_spam_and_tests_stay_open_with_a_board() -> None:
    texts = ("", "[]", '{"name": "test"}', "{]", '{"name": 1, "SDGs": [[1, "No Poverty"]], "stage": "DPG"}')
    every = [(replay.Submitted(n * 10, "nominee", f"nominees/test{n}.json", text),) for n, text in enumerate(texts, 1)]

    assert [found.wrong for found in await replay.replayed(every)] == [[]] * len(texts)


@pytest.mark.skipif(not replay.SAMPLE.exists(), reason="the sample of real submissions is not at hand")
async def test_the_sample() -> None:
    every = take_every(4, list(replay.nominations(replay.submissions())))
    found = await replay.replayed(every)

    assert [str(each) for each in found if each.wrong] == []
    merged = [each for each in found if all(one.merged for one in each.of)]
    assert len(merged) > len(every) / 4
    assert all("stage: dpg" in each.labels for each in merged if len(each.of) == 2)
