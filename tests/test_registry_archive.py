"""Reading the registry's archive: what belongs there is read, whatever else lies in it does no harm."""

from __future__ import annotations

import gzip
import io
import json
import tarfile

import pytest

from bot.registry import registry_archive
from bot.registry.registry_archive import MOST_RECORD, BadArchive, records

FOLDERS = ("nominees", "archive")


def archive(*members: tuple[str, bytes] | tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz", pax_headers={"comment": "0" * 40}) as tar:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                tar.addfile(info, io.BytesIO(member[1]))
    return made.getvalue()


def record(name: str) -> bytes:
    return json.dumps({"name": name}).encode()


def special(name: str, kind: bytes, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def test_the_records_of_the_folders_are_read():
    made = archive(("r-1/nominees/a.json", record("A")), ("r-1/archive/b.json", record("B")), ("r-1/README.md", b"#"))
    assert records(made, FOLDERS) == {"nominees/a.json": {"name": "A"}, "archive/b.json": {"name": "B"}}


@pytest.mark.parametrize(
    "member",
    [
        ("r-1/nominees/deep/a.json", record("A")),
        ("r-1/other/a.json", record("A")),
        ("nominees/a.json", record("A")),
        ("r-1/nominees/../../a.json", record("A")),
        ("/etc/nominees/x/a.json", record("A")),
        ("r-1/nominees/a\\b.json", record("A")),
        ("r-1/nominees/a\nb.json", record("A")),
        ("r-1/nominees/a.txt", record("A")),
        ("r-1/nominees/a.json", b"{not json"),
        ("r-1/nominees/a.json", b"[1, 2]"),
        ("r-1/nominees/a.json", b"\xff\xfe"),
        ("r-1/nominees/a.json", b"[" * 100_000),
        ("r-1/nominees/a.json", b'{"name": "' + b"x" * MOST_RECORD + b'"}'),
        special("r-1/nominees/a.json", tarfile.SYMTYPE, "/etc/passwd"),
        special("r-1/nominees/a.json", tarfile.LNKTYPE, "r-1/README.md"),
        special("r-1/nominees/a.json", tarfile.CHRTYPE),
        special("r-1/nominees/a.json", tarfile.FIFOTYPE),
    ],
    ids=lambda member: member.name if isinstance(member, tarfile.TarInfo) else f"{member[0]} {member[1][:12]!r}",
)
def test_what_is_no_record_is_passed_over(member):
    made = archive(("r-1/README.md", b"#"), member, ("r-1/nominees/good.json", record("Good")))
    assert records(made, FOLDERS) == {"nominees/good.json": {"name": "Good"}}


@pytest.mark.parametrize(
    "made",
    [
        b"",
        b"no archive",
        gzip.compress(b"no tar" * 1_000),
        archive(("r/nominees/a.json", record("A")))[:-30],
        archive(("r/nominees/a.json", record("A" * 5_000)))[:80],
    ],
    ids=["empty", "text", "no tar", "end cut off", "only the beginning"],
)
def test_what_is_no_archive_is_refused(made):
    with pytest.raises(BadArchive):
        records(made, FOLDERS)


def test_a_small_archive_of_a_large_file_is_refused(monkeypatch):
    monkeypatch.setattr(registry_archive, "MOST_BYTES", 1_000_000)
    bomb = archive(("r-1/big.bin", b"\0" * 5_000_000), ("r-1/nominees/a.json", record("A")))
    assert len(bomb) < 10_000
    with pytest.raises(BadArchive, match="bytes"):
        records(bomb, FOLDERS)


def test_more_files_than_a_registry_has_are_refused(monkeypatch):
    monkeypatch.setattr(registry_archive, "MOST_MEMBERS", 10)
    with pytest.raises(BadArchive, match="10 files"):
        records(archive(*((f"r-1/x/{n}", b"") for n in range(20))), FOLDERS)
