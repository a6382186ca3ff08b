"""Copies of the FARA register and versions of terms, each compared with the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from debar.dossiers.articles_terms import ClauseChange, TermsVersion, compare_terms
from debar.dossiers.evidence import Source, admit
from debar.dossiers.register_changes import compare_copies, copy_of
from debar.model.dossiers import Day, Record, RegisterChange, TermsChange
from debar.store import Store
from debar.store.dossier_reading import Held
from debar.store.dossier_writing import Given

#: A document, the kind of records that come of comparing it with the one before it, and these records.
Step = tuple[str, str, Sequence[Record]]
#: Of so many rows at most any two tables are compared; larger ones when one has at least this share of the other's.
_FEW, _ALIKE = 50, 0.5


def steps_of(store: Store, given: Given) -> list[Step]:
    """What is to be compared anew when a document comes: it with the one before it, and the one after it with it."""
    if given.document.form == "terms":
        kind, others = TermsChange.kind, [each for each in store.dossiers.documents() if _same_terms(each, given)]
    elif given.given.get("table") == "principals":
        kind = RegisterChange.kind
        others = [each for each in store.dossiers.documents() if _is_copy(each.given, given.given)]
    else:
        return []
    own = given.document.sha256
    before = _pairs((_moment(each.document.retrieved_at, each.given), each.document.sha256) for each in others)
    kept = [(_moment(each.document.retrieved_at, each.given), each.document.sha256) for each in others]
    new = (_moment(given.document.retrieved_at, given.given), own)
    after = _pairs([*(each for each in kept if each[1] != own), new])
    wanted = {pair for pair in after if pair not in before or own in pair}
    touched = {newer for _, newer in before - after} | {newer for _, newer in wanted}
    older_of = {newer: older for older, newer in wanted}
    steps: list[Step] = []
    for newer in sorted(touched):
        compare = _register_changes if kind == RegisterChange.kind else _terms_changes
        changes = compare(store, given, older_of[newer], newer) if newer in older_of else []
        steps.append((newer, kind, changes))
    return steps


def _is_copy(held: Mapping[str, str], given: Mapping[str, str]) -> bool:
    """Whether both are copies of one register: a part of it against the whole would make everything seem removed."""
    if held.get("table") != "principals":
        return False
    fewer, more = sorted((int(held.get("rows", "0")), int(given.get("rows", "0"))))
    return more <= _FEW or fewer >= _ALIKE * more


def _same_terms(held: Held, given: Given) -> bool:
    """Whether both are versions of one text: of one party, or from one address."""
    about = given.given.get("about", "").casefold()
    named = bool(about) and held.given.get("about", "").casefold() == about
    placed = bool(given.document.address) and held.document.address == given.document.address
    return held.document.form == "terms" and (named or placed)


def _moment(retrieved_at: str, given: Mapping[str, str]) -> str:
    return given.get("day", "") or retrieved_at


def _pairs(documents: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Each document with the one before it, by their moments; two of one moment are not compared."""
    ordered = sorted(documents)
    return {(older[1], newer[1]) for older, newer in pairwise(ordered) if older[0][:10] != newer[0][:10]}


def _register_changes(store: Store, given: Given, older: str, newer: str) -> list[Record]:
    copies = []
    for sha256 in (older, newer):
        document, content = _content(store, given, sha256)
        copies.append(copy_of(content, document[0], datetime.fromisoformat(document[1])))
    sources = {copy[1].sha256: copy[1] for copy in copies}
    return admit(compare_copies(copies), sources).records


def _content(store: Store, given: Given, sha256: str) -> tuple[tuple[str, str], bytes]:
    """Name and moment of a document, and its bytes."""
    if sha256 == given.document.sha256:
        return (given.document.name, given.document.retrieved_at), given.content
    held = store.dossiers.document(sha256)
    content = b"".join(store.read_original(sha256))
    return (held.document.name, held.document.retrieved_at) if held else ("", ""), content


def _terms_changes(store: Store, given: Given, older: str, newer: str) -> list[Record]:
    versions = [_version(store, given, sha256) for sha256 in (older, newer)]
    placed = {each.sha256: Source("terms", "text", each.sha256, each.text) for each in versions}
    party = given.given.get("about", "")
    made = [_change(placed[older], placed[newer], change, versions, party) for change in compare_terms(*versions)]
    return admit(made, placed).records


def _version(store: Store, given: Given, sha256: str) -> TermsVersion:
    if sha256 == given.document.sha256:
        moment = _moment(given.document.retrieved_at, given.given)
        return TermsVersion(sha256, given.text, given.reader, moment[:10])
    held = store.dossiers.document(sha256)
    moment = _moment(held.document.retrieved_at, held.given) if held else ""
    return TermsVersion(sha256, store.dossiers.text(sha256), held.reader if held else "", moment[:10])


def _change(
    old: Source, new: Source, change: ClauseChange, versions: Sequence[TermsVersion], party: str
) -> TermsChange:
    quoted = [source.quote(*span) for source, span in ((new, change.after), (old, change.before)) if span]
    return TermsChange(
        quotations=tuple(quoted),
        about=(party,) if party else (),
        method="rule",
        extractor="terms-changes/1",
        source="terms compared",
        confidence=0.95,
        party=party,
        change=change.kind,
        fields=change.fields,
        because=change.because,
        after=Day(iso=versions[0].seen),
        seen=Day(iso=versions[1].seen),
    )
