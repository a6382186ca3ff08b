"""Many names: one by one, in batches and by several processes the answers are the same, in the order of the input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from debar.desk import Desk
from debar.desk.matching import Answer, Matching
from debar.desk.names import NameAccount, Party, Window
from debar.errors import FormatError, InputError, NotJudgedError
from debar.model import PartyQuery
from debar.names.profiles import DEFAULT

LISTED = ("AEROCARIBBEAN AIRLINES", "Huawei Technologies", "ZTE Corp", "Hikvision")
NAMES: list[Party] = [
    LISTED[n % 4] if n % 7 == 0 else f"Ballpoint Pens of Ohio {n % 40}" if n % 3 else f"Kaspersky Lab {n % 5}"
    for n in range(400)
]
NAMES[20] = PartyQuery("AEROCARIBBEAN AIRLINES", countries=("cu",))
NAMES[21] = PartyQuery("", identifiers=(("uei", "DAKCTJEKKR18"),))


def windows(names: Sequence[Party], size: int) -> Iterator[Window]:
    for first in range(0, len(names), size):
        yield Window(source="t", first=first + 1, parties=names[first : first + size])


def matched(desk: Desk, names: Sequence[Party], *, size: int, together: int, jobs: int = 1) -> list[Answer]:
    account = NameAccount()
    matching = Matching(
        reference=desk.reference,
        windows=windows(names, size),
        account=account,
        question={"limit": 3},
        jobs=jobs,
        together=together,
    )
    found = list(matching)
    assert account.judged == matching.progress.rows == len(names)
    assert matching.progress.findings == len(found)
    return found


def test_however_the_names_are_grouped_the_answers_are_those_of_match(desk: Desk) -> None:
    alone = [desk.match(name, limit=3)[0] for name in NAMES[:60]]
    expected = [(at, matches) for at, matches in enumerate(alone, start=1) if matches]
    for size, together in ((1, 1), (7, 20), (60, 1_000)):
        found = matched(desk, NAMES[:60], size=size, together=together)
        assert [(answer.row, answer.matches) for answer in found] == expected


def test_several_processes_answer_as_one_does(desk: Desk) -> None:
    assert desk.reference.file is not None
    one = matched(desk, NAMES, size=10, together=10)
    assert matched(desk, NAMES, size=10, together=10, jobs=2) == one
    assert len(one) > 100


def test_each_distinct_party_is_asked_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Party] = []
    match = type(desk.reference).match

    def counted(self: object, parties: Sequence[Party], **question: object) -> object:
        asked.extend(parties)
        return match(self, parties, **question)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.reference), "match", counted)
    matched(desk, NAMES, size=10, together=10)
    assert len(asked) == len(set(asked)) == len(set(NAMES))


def test_what_was_forgotten_is_asked_again_and_answered_alike(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = matched(desk, NAMES, size=10, together=10)
    monkeypatch.setattr("debar.desk.matching._REMEMBERED", 3)
    assert matched(desk, NAMES, size=10, together=10) == expected


def test_input_that_turns_bad_leaves_what_came_before_and_is_partial(desk: Desk) -> None:
    def cut() -> Iterator[Window]:
        yield Window(source="t", first=1, parties=["ZTE Corp"])
        raise FormatError("t: the packed data is broken")

    matching = Matching(reference=desk.reference, windows=cut(), account=NameAccount(), question={})
    assert [answer.row for answer in matching] == [1]
    assert "broken" in matching.partial


def test_input_that_is_bad_from_the_start_raises(desk: Desk) -> None:
    def bad() -> Iterator[Window]:
        raise FormatError("t: empty")
        yield

    with pytest.raises(FormatError):
        list(Matching(reference=desk.reference, windows=bad(), account=NameAccount(), question={}))


def test_a_file_that_was_removed_from_the_cache_is_put_back_for_other_processes(desk: Desk) -> None:
    assert desk.reference.file is not None
    content = desk.reference.file.read_bytes()
    desk.reference.file.unlink()
    assert matched(desk, NAMES, size=10, together=10, jobs=2) == matched(desk, NAMES, size=10, together=10)
    assert desk.reference.file.read_bytes() == content


def test_an_error_of_a_worker_is_raised_here(desk: Desk) -> None:
    names: list[Party] = ["ZTE Corp", PartyQuery("ZTE Corp", schema="Martian")]
    matching = Matching(
        reference=desk.reference,
        windows=windows(names, 1),
        account=NameAccount(),
        question={},
        jobs=2,
        together=1,
    )
    with pytest.raises(InputError, match="Martian"):
        list(matching)


def test_a_process_that_the_system_ends_is_told_as_such(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debar.desk.workers._judge", _end_process)
    matching = Matching(
        reference=desk.reference,
        windows=windows(["ZTE Corp", "Hikvision"], 1),
        account=NameAccount(),
        question={},
        jobs=2,
        together=1,
    )
    with pytest.raises(NotJudgedError, match="--jobs 1"):
        list(matching)


def _end_process(*_: object) -> bytes:
    import os

    os._exit(9)


def test_profiles_and_lists_that_are_none_are_refused(desk: Desk) -> None:
    with pytest.raises(InputError, match="profiles are"):
        desk.match("x", profile="nix")
    with pytest.raises(InputError, match="us-nothing"):
        desk.match_windows([], NameAccount(), lists=["us-nothing"])
    assert desk.match("ZTE Corp", profile=DEFAULT.name) == desk.match("ZTE Corp")
