"""Copies of the FARA register and versions of terms, each compared with the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from debar.documents import document_of
from debar.dossiers.articles_terms import ClauseChange, TermsVersion, compare_terms, without_technical
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
    return _with_reread(store, given, steps)


def _with_reread(store: Store, given: Given, steps: list[Step]) -> list[Step]:
    """The steps with what our own reader changed: the same page of terms whose text was taken out otherwise before."""
    own = given.document.sha256
    held = store.dossiers.document(own)
    if given.document.form != "terms" or held is None or (before := store.dossiers.text(own)) == given.text:
        return steps
    day = _moment(given.document.retrieved_at, given.given)[:10]
    versions = (TermsVersion(own, before, held.reader, day), TermsVersion(own, given.text, given.reader, day))
    source = Source("terms", "text", own, given.text)
    party = given.given.get("about", "")
    made = [
        _change(source, source, replace(each, before=None), versions, party)  # the text before is not kept
        for each in compare_terms(*versions)
    ]
    others = [change for sha256, _, some in steps if sha256 == own for change in some]
    rest = [step for step in steps if step[0] != own]
    return [*rest, (own, TermsChange.kind, [*others, *admit(made, {own: source}).records])]


def uncompared(store: Store, given: Given) -> str:
    """Why a text of terms is compared with no other, as a note for the reader; "" where it can be."""
    if given.document.form != "terms":
        return ""
    if not given.given.get("about") and not given.document.address:
        return "whose terms these are was not said, so no versions are compared; give --about or --source"
    day = _moment(given.document.retrieved_at, given.given)[:10]
    others = [each for each in store.dossiers.documents() if _same_terms(each, given)]
    twins = [each for each in others if each.document.sha256 != given.document.sha256]
    if any(_moment(each.document.retrieved_at, each.given)[:10] == day for each in twins):
        return f"another version of {day} is held, and which came first is not known; give --date or --retrieved"
    return ""


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
    changes = compare_terms(*versions)
    if len({each.extracted_by for each in versions}) > 1:
        alike = [_read_now(store, given, each) for each in versions]
        changes = without_technical(changes, versions, alike)
    made = [_change(placed[older], placed[newer], change, versions, party) for change in changes]
    return admit(made, placed).records


def _read_now(store: Store, given: Given, version: TermsVersion) -> TermsVersion:
    """A version with the text that the present reader takes out of its page."""
    if version.extracted_by == given.reader:
        return version
    (name, _), content = _content(store, given, version.sha256)
    return replace(version, text=document_of(content, name).text, extracted_by=given.reader)


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
