"""Profiles: read from data, validated, versioned by the engine's data."""

from __future__ import annotations

import re

import pytest

import debar
from debar.errors import DataError, InputError
from debar.names.compare import MATCH, REVIEW
from debar.names.profiles import DEFAULT, PROFILES, SCORERS, _profiles, profile_named

_ROW = {"name": "default", "scorer": "debar", "match": "0.9", "review": "0.7", "description": "d", "source": "s"}


def test_the_default_profile_has_the_thresholds_of_compare() -> None:
    """A comparison by hand and one under the default profile have the same outcome."""
    assert (DEFAULT.name, DEFAULT.scorer, DEFAULT.match, DEFAULT.review) == ("default", "debar", MATCH, REVIEW)


def test_the_profiles_of_the_documentation_exist() -> None:
    """The four profiles are there, each says whom it serves and where its thresholds come from."""
    assert list(PROFILES) == ["default", "strict", "wide", "ofac"]
    for profile in PROFILES.values():
        assert profile.scorer in SCORERS
        assert 0 < profile.review <= profile.match <= 1
        assert profile.description.endswith(".")
        assert profile.source


def test_strict_asks_more_and_wide_asks_less_than_default() -> None:
    """The names of the profiles hold of their thresholds."""
    assert PROFILES["strict"].review > DEFAULT.review > PROFILES["wide"].review
    assert PROFILES["strict"].match >= DEFAULT.match


def test_the_version_is_that_of_the_package_and_of_the_data() -> None:
    """The version names the package's version and a digest, the same for all profiles and at each call."""
    assert re.fullmatch(re.escape(debar.__version__) + r"\+[0-9a-f]{12}", DEFAULT.version)
    assert {profile.version for profile in PROFILES.values()} == {DEFAULT.version}


def test_profile_named_gives_the_profile() -> None:
    """A profile is found by its name."""
    assert profile_named("wide") is PROFILES["wide"]


def test_an_unknown_profile_is_refused_with_the_names_there_are() -> None:
    """The error names what was asked for and every profile there is."""
    with pytest.raises(InputError, match=r"no matching profile 'loose'.*default, strict, wide, ofac"):
        profile_named("loose")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"scorer": "guess"}, "unknown scorer 'guess'"),
        ({"match": "high"}, "must be numbers"),
        ({"match": "nan"}, "needs 0 < review"),
        ({"review": "0.95"}, "needs 0 < review"),
        ({"review": "0"}, "needs 0 < review"),
        ({"match": "1.1"}, "needs 0 < review"),
        ({"name": "other"}, "must be a profile 'default'"),
    ],
)
def test_a_wrong_row_is_refused(change: dict[str, str], says: str) -> None:
    """A row that cannot be a profile raises DataError that says what is wrong with it."""
    with pytest.raises(DataError, match=says):
        _profiles([_ROW | change])


def test_a_profile_that_stands_there_twice_is_refused() -> None:
    """Two rows of one name raise DataError."""
    with pytest.raises(DataError, match="stands there twice"):
        _profiles([_ROW, _ROW])
