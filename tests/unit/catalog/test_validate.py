"""A catalog that breaks its layout is refused, with file, row and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from debar.catalog import load
from debar.catalog.files import packaged
from debar.errors import DataError

Change = Callable[[str], str]


def _with(name: str, change: Change) -> Callable[[str], str]:
    def read(wanted: str) -> str:
        text = packaged(wanted)
        if wanted != name:
            return text
        changed = change(text)
        assert changed != text, "the change must change something"
        return changed

    return read


def _cell(row_id: str, column: int, value: str) -> Change:
    def change(text: str) -> str:
        lines = text.split("\n")
        number = next(i for i, line in enumerate(lines) if line.startswith(f"{row_id}\t"))
        cells = lines[number].split("\t")
        cells[column] = value
        lines[number] = "\t".join(cells)
        return "\n".join(lines)

    return change


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("relabels.tsv", _cell("ezviz-hikvision-1", 9, ""), r"relabels\.tsv, row 1 \(ezviz-hikvision-1\): evidence is"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 9, "nowhere"), r"'nowhere' is no id of sources\.tsv"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 2, "acme"), r"maker 'acme' is no id of makers\.yaml"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 5, "last year"), r"its period is wrong"),
        ("relabels.tsv", _cell("lorex-dahua-1", 6, "2011"), r"ends \(2011\) before it begins"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 9, "memory"), r"strong without a named source"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 9, "enum-63445712673"), r"strong without a named source"),
        ("relabels.tsv", _cell("ezviz-hikvision-1", 8, "certain"), r"strength is 'certain'; it can be"),
        ("relabels.tsv", _cell("hilook-hikvision-1", 0, "ezviz-hikvision-1"), r"its id stands twice"),
        ("affiliates.tsv", lambda text: text.replace("\tstrong\n", "\n", 1), r"affiliates\.tsv, row 1: 7 cells, not 8"),
        ("terms.tsv", lambda text: text.replace("id\tuse", "id\tused", 1), r"its columns are id, used"),
        (
            "models/hikvision.yaml",
            lambda text: text.replace("DS-2CD2032-I,", "XX-2CD2032-I,", 1),
            r"'XX-2CD2032-I' does not match",
        ),
        (
            "models/hikvision.yaml",
            lambda text: text.replace("[DS-2600 digital", "[DS-2CD2032-I, DS-2600 digital", 1),
            r"matches",
        ),
        (
            "models/hikvision.yaml",
            lambda text: text.replace("re: '(?P<line>", "re: '(?<!X)(?P<line>", 1),
            r"a form is not RE2",
        ),
        ("models/hikvision.yaml", lambda text: text.replace("left: word", "left: open", 1), r"no such boundary"),
        ("brands.yaml", lambda text: text.replace("bare: word", "bare: always", 1), r"bare is 'always'"),
        ("brands.yaml", lambda text: text.replace("[hikvision, hik", "[HIKVISION, hik", 1), r"write 'hikvision'"),
        ("makers.yaml", lambda text: text.replace("relation: controls", "relation: likes", 1), r"relation is 'likes'"),
        ("makers.yaml", lambda _: "makers: [", r"makers\.yaml: it is not YAML"),
        ("makers.yaml", lambda _: "nobody: 1", r"a list of rows under 'makers'"),
    ],
)
def test_a_breach_is_named_with_its_place(file: str, change: Change, said: str) -> None:
    with pytest.raises(DataError, match=said):
        load(_with(file, change))


def test_one_label_has_one_maker_at_a_time() -> None:
    def second_owner(text: str) -> str:
        return text.rstrip("\n") + "\nimou-x\timou\thikvision\tbrand\twhole\t2015\t\t\tweak\toui\t\n"

    with pytest.raises(DataError, match="imou-dahua-1 gives the whole label to dahua"):
        load(_with("relabels.tsv", second_owner))


def test_every_breach_is_told_at_once() -> None:
    def two(text: str) -> str:
        return _cell("hilook-hikvision-1", 2, "acme")(_cell("ezviz-hikvision-1", 2, "acme")(text))

    with pytest.raises(DataError) as caught:
        load(_with("relabels.tsv", two))
    assert "row 1 " in str(caught.value)
    assert "row 2 " in str(caught.value)
