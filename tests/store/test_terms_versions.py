"""Versions of terms are compared in the store; what only our reader changed is technical, in both databases."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from debar.desk import dossier_imports
from debar.desk.desk import open_desk
from debar.desk.dossier_imports import ImportOptions
from debar.desk.dossiers import DossierDesk
from debar.desk.library import open_library
from debar.dossiers.read import Told
from debar.model.dossiers import TermsChange

OLD = (
    "Customer shall not resell the Products to any party that is fifty percent or more owned by a party "
    "on the SDN List.\n"
)
NEW = OLD.replace("fifty", "twenty-five")


def given(url: str) -> DossierDesk:
    today = date(2024, 1, 1)
    return DossierDesk(open_library(url, today=today), lambda: open_desk(url, today=today))


def bring(desk: DossierDesk, path: Path, text: str, day: str, about: str = "Acme") -> tuple[str, ...]:
    path.write_text(text, encoding="utf-8")
    (done,) = desk.import_files([str(path)], ImportOptions(told=Told(about=about, day=day), form="terms"))
    assert not done.fault
    return done.notes


def changes(desk: DossierDesk) -> list[TermsChange]:
    records = (each.record for each in desk.open("Acme", exact=True).dossier.records)
    return [each for each in records if isinstance(each, TermsChange)]


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_changed_threshold_is_told_whichever_version_came_first(url: str, tmp_path: Path, newest_first: bool) -> None:
    """Two versions give one change that names the threshold before and after, with the words of both."""
    desk = given(url)
    for day, text in sorted((("2020-01-01", OLD), ("2021-01-01", NEW)), reverse=newest_first):
        assert bring(desk, tmp_path / f"{day}.txt", text, day) == ()
    (change,) = changes(desk)
    assert (change.change, change.because) == ("changed", "ownership: >= 50 % → >= 25 %")
    assert (change.after and change.after.iso, change.seen and change.seen.iso) == ("2020-01-01", "2021-01-01")
    assert len(change.quotations) == 2


def test_the_same_page_read_otherwise_is_technical(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A newer reader that takes another text out of the same bytes makes no news about the terms."""
    desk = given(url)
    page = "<html><body><p>Customer shall not resell\nthe Products to any party on the SDN List.</p></body></html>"
    monkeypatch.setattr(dossier_imports, "READERS", "0")
    with monkeypatch.context() as before:
        before.setattr("debar.documents.plain._EMPTY_LINES", re.compile("resell"))
        bring(desk, tmp_path / "terms.html", page, "2020-01-01")
    monkeypatch.setattr(dossier_imports, "READERS", "9")
    bring(desk, tmp_path / "terms.html", page, "2020-01-01")
    assert [each.change for each in changes(desk)] == ["technical"]


def test_terms_that_cannot_be_compared_say_so(url: str, tmp_path: Path) -> None:
    """Without a party or an address, and with two versions of one day, the import says why nothing is compared."""
    desk = given(url)
    assert "give --about or --source" in bring(desk, tmp_path / "a.txt", OLD, "2020-01-01", about="")[0]
    assert bring(desk, tmp_path / "b.txt", OLD + "\n", "2020-01-01") == ()
    assert "another version of 2020-01-01 is held" in bring(desk, tmp_path / "c.txt", NEW, "2020-01-01")[0]
