"""Versions of terms: what was added, what changed and in which field; our own change is technical."""

from __future__ import annotations

import hashlib

from debar.dossiers.articles_terms import TermsVersion, compare_terms

OLD = "Customer shall not resell the Products to any party on the Entity List."
OWNED = (
    " Customer shall not resell the Products to any party that is fifty percent or more owned by a party on the"
    " SDN List."
)


def version(text: str, reader: str = "html 1") -> TermsVersion:
    return TermsVersion(hashlib.sha256(text.encode()).hexdigest(), text, reader)


def test_an_obligation_is_added_and_removed_again() -> None:
    (added,) = compare_terms(version(OLD), version(OLD + OWNED))
    assert (added.kind, added.before) == ("added", None)
    assert added.after is not None
    assert "fifty percent" in (OLD + OWNED)[slice(*added.after)]
    (removed,) = compare_terms(version(OLD + OWNED), version(OLD))
    assert removed.kind == "removed"


def test_a_list_that_was_added_is_a_changed_field() -> None:
    new = OLD.replace("the Entity List", "the Entity List or the Denied Persons List")
    changes = compare_terms(version(OLD), version(new))
    assert {change.kind for change in changes} <= {"changed", "added"}
    assert any("DPL" in str(change.fields) + change.because or "Denied" in change.because for change in changes)


def test_a_changed_threshold_is_a_changed_field() -> None:
    (change,) = compare_terms(version(OLD + OWNED), version(OLD + OWNED.replace("fifty", "twenty-five")))
    assert change.kind == "changed"
    assert [name for name, _, _ in change.fields] == ["ownership"]


def test_the_same_page_read_anew_is_technical() -> None:
    old = version(OLD)
    (change,) = compare_terms(old, TermsVersion(old.sha256, OLD + " ", "html 2"))
    assert (change.kind, "html 2" in change.because) == ("technical", True)


def test_nothing_changed() -> None:
    assert compare_terms(version(OLD), version(OLD)) == ()
