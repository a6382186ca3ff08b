"""Parties that scenario files bring along: found, read and refused by name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from debar.errors import InputError
from debar.regimes.scenario_parties import find_parties, load_parties

GOOD = """[names]
Acme = ["acme", "parent"]
"Nobody Ltd." = []
[[listings]]
of = ["Acme", "Blocked Co."]
list = "us-ofac-sdn"
from = 2020-07-09
to = 2024-07-01
program = "GLOMAG"
citation = "OFAC notice"
"""


def _file(folder: Path, text: str, name: str = "parties.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_names_and_listings_are_what_the_file_says(tmp_path: Path) -> None:
    parties = load_parties(_file(tmp_path, GOOD))
    acme = parties.of("Acme")
    assert acme is not None
    assert acme[0] == ("acme", "parent")
    assert (acme[1][0].list, acme[1][0].from_, acme[1][0].to) == ("us-ofac-sdn", date(2020, 7, 9), date(2024, 7, 1))
    assert acme[1][0].citations[0].title == "OFAC notice"
    assert parties.of("Blocked Co.") == ((), acme[1])
    assert parties.of("Nobody Ltd.") == ((), ())
    assert parties.of("Somebody Else") is None


def test_the_file_named_goes_before_the_nearest_one(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    above = _file(tmp_path, GOOD)
    scenarios = deep / "s.yml"
    assert find_parties(scenarios) == above
    near = _file(deep, GOOD)
    assert find_parties(scenarios) == near
    other = _file(deep, GOOD, "others.toml")
    assert find_parties(scenarios, "others.toml") == other


@pytest.mark.parametrize("named", ["none.toml", "", 3, "."])
def test_a_parties_file_that_is_not_there_is_an_error(tmp_path: Path, named: object) -> None:
    with pytest.raises(InputError, match=r"s\.yml\.parties"):
        find_parties(tmp_path / "s.yml", named)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[names", "not valid TOML"),
        ("[makers]", "key 'makers' is not known"),
        ("names = 3", "a mapping of keys"),
        ('[names]\nAcme = "acme"', r"names\.Acme: a list"),
        ('[[listings]]\nlist = "us-ofac-sdn"', "key 'of' is missing"),
        ('[[listings]]\nof = ["A"]', "key 'list' is missing"),
        ('[[listings]]\nof = ["A"]\nlist = "us-none"', "'us-none' is not known"),
        ('[[listings]]\nof = ["A"]\nlist = "us-ofac-sdn"\nsince = 2020-01-01', "key 'since' is not known"),
        ('[[listings]]\nof = ["A"]\nlist = "us-ofac-sdn"\nfrom = "soon"', "is no date"),
        ('[[listings]]\nof = ["A"]\nlist = "us-ofac-sdn"\nfrom = 2021-01-01\nto = 2020-01-01', "are reversed"),
    ],
)
def test_what_a_parties_file_cannot_say_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        load_parties(_file(tmp_path, text))


def test_a_file_that_is_no_text_is_an_input_error(tmp_path: Path) -> None:
    path = tmp_path / "parties.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read as text"):
        load_parties(path)
