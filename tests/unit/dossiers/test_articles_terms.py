"""Versions of terms: what was added, what changed and in which field; our own change is technical."""

from __future__ import annotations

import hashlib

import pytest

from debar.dossiers.articles_terms import TermsVersion, compare_terms, without_technical

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


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ("the Entity List", "the Entity List or the Denied Persons List", "new: must_not resell: Denied Persons List"),
        ("fifty percent or more", "twenty-five percent or more", "50 % → >= 25 %"),
        ("to Iran", "to Iran or Syria", "places added: SY"),
    ],
)
def test_a_change_says_what_came_and_what_left(old: str, new: str, because: str) -> None:
    """A list, a threshold or a place that changed is named in plain words, not as the program holds it."""
    text = OLD + OWNED + " Customer shall not ship the Products to Iran."
    changes = compare_terms(version(text), version(text.replace(old, new)))
    assert any(because in each.because for each in changes), [each.because for each in changes]
    assert "Terms(" not in str(changes)


def test_what_only_the_reader_changed_is_technical() -> None:
    """A clause that an older reader lost is none that the page got; one that the page got stays a change."""
    page_before, page_after = OLD, OLD + OWNED.replace("SDN", "Unverified")
    lost = TermsVersion("a", "Terms.", "reader 1")
    now = TermsVersion("b", page_after, "reader 2")
    alike = [TermsVersion("a", page_before, "reader 2"), now]
    changes = without_technical(compare_terms(lost, now), [lost, now], alike)
    assert sorted(each.kind for each in changes) == ["added", "technical"]
