"""The journal of a scan: what older Pythons wrote is read, and nothing but values."""

from __future__ import annotations

import io
import pickle
from datetime import date
from typing import Any

import pytest

from debar.desk.journal import _Values
from debar.errors import DataError
from debar.model import Finding, Outcome


class _Call:
    """Pickled as a call of getattr, as older Pythons pickle members of enumerations."""

    def __init__(self, *given: object) -> None:
        self.given = given

    def __reduce__(self) -> tuple[Any, tuple[object, ...]]:
        return getattr, self.given


def test_a_journal_of_an_older_python_is_read_and_reaches_members_of_enumerations_alone() -> None:
    assert _Values(io.BytesIO(pickle.dumps(_Call(Outcome, "PROHIBITED")))).load() is Outcome.PROHIBITED
    for given in ((Outcome, "mro"), (Finding, "__init__"), (date, "today")):
        with pytest.raises(DataError, match="no enumeration"):
            _Values(io.BytesIO(pickle.dumps(_Call(*given)))).load()
