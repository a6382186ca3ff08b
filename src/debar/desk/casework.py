"""Casework: findings kept, decided on, and recognised when they come again.

A decision rests on what its finding rests on. A *false match* says that this subject is not this maker or party: it
holds for the pair in every file, as long as what was read in the subject and what the lists say of the party stay as
they were. The other decisions are about one record: they hold while its rules say the same too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from debar.desk.answers import parse_word
from debar.errors import InputError
from debar.model import AMOUNTS_TO, Designation, Entity, Finding, Outcome
from debar.model.casework import DECISIONS, FindingDecision, Standing
from debar.names.normalize import normalize
from debar.report.records import finding_data
from debar.screening.reference import Reference
from debar.store.place import DECIDED, default_url, note_of

Data = Mapping[str, Any]

#: What a decision rests on -> how a change of it is told.
CHANGES: Mapping[str, str] = {
    "read": "what is read in it, or the catalog row behind that, has changed",
    "catalog": "a catalog row that it rests on has changed",
    "listings": "what the lists say of the party has changed",
    "party": "the names or numbers of the listed party have changed",
    "rules": "what the rules say of it has changed",
}
_FALSE_MATCH = "false-match"
#: What a false match rests on besides: the ways it was recognised, and by name each rule that bound.
_GROUND, _RULE = "ground", "rule:"


def subject_key(finding: Data) -> str:
    """Return the normal form of what was judged: the supplier where the finding rests on it alone, else the text."""
    subject = finding["subject"]
    fields = {each.get("field", "text") for each in finding["identifications"]}
    if fields == {"supplier"}:
        return f"supplier {normalize(subject.get('supplier') or '')}"
    return f"{subject.get('kind', 'purchase')} {normalize(subject.get('text') or '')}"


def about_key(finding: Data) -> str:
    """Return the maker, or the listed parties, that the finding is about."""
    maker = (finding.get("maker") or {}).get("id", "")
    entities = sorted({each["entity"] for each in finding["identifications"] if each.get("entity")})
    return maker or " ".join(entities)


def basis(finding: Data, reference: Reference, kind: str) -> dict[str, str]:
    """Return a digest of each thing that a decision of that kind rests on, by the names of ``CHANGES``."""
    read = [
        "|".join(str(each.get(part) or "") for part in ("kind", "text", "strength", "maker", "entity", "because"))
        for each in finding["identifications"]
    ]
    entities = _entities(finding, reference)
    found = {
        "read": _digest(read),
        "catalog": _digest(_rows(finding, reference)),
        "listings": _digest(map(_listed, _designations(finding, reference, entities))),
        "party": _digest(map(_called, entities)),
    }
    versions = reference.rule_versions
    if kind != _FALSE_MATCH:
        said = [f"{rule['rule']}|{rule['outcome']}|{versions.get(rule['rule'], '')}" for rule in finding["rules"]]
        return found | {"rules": _digest(said)}
    bound = {rule["rule"] for rule in finding["rules"] if Outcome(rule["outcome"]) in AMOUNTS_TO}
    found[_GROUND] = " and ".join(sorted({each["kind"] for each in finding["identifications"]}))
    return found | {f"{_RULE}{id_}": versions.get(id_, "") for id_ in sorted(bound)}


def changes_since(made: FindingDecision, finding: Data, reference: Reference) -> list[str]:
    """Return in words each thing that a decision rests on and that is no longer so for a finding; empty: it holds."""
    now, then = basis(finding, reference, made.kind), made.basis
    if then.get(_GROUND, now.get(_GROUND)) != now.get(_GROUND):
        return [f"it is recognised by {now[_GROUND]}, and was by {then[_GROUND]}"]
    changed = [words for name, words in CHANGES.items() if name in then and then[name] != now.get(name)]
    versions = reference.rule_versions
    for name, version in then.items():
        id_ = name.removeprefix(_RULE)
        if name.startswith(_RULE) and versions.get(id_, "") != version:
            changed.append(f"the rule {id_} {'has changed' if id_ in versions else 'is gone'}")
    return changed


def make_decision(
    finding: Data, reference: Reference, kind: str, reason: str, *, actor: str, at: datetime, until: date | None = None
) -> FindingDecision:
    """Return a decision on a finding. Raises InputError for an unknown kind, no reason, a day without a waiver."""
    chosen = parse_word(kind, DECISIONS, "--as")
    if not reason.strip():
        raise InputError("say why, with --because: every decision keeps its reason")
    if until is not None and chosen != "waived":
        raise InputError("--until is the last day of a waiver: give it with --as waived")
    if not finding["identifications"]:
        raise InputError(f"{finding['id']}: nothing was identified in it, so there is nothing to decide")
    return FindingDecision(
        finding=finding["id"],
        subject=subject_key(finding),
        about=about_key(finding),
        kind=chosen,
        reason=reason.strip(),
        actor=actor,
        at=at.astimezone(UTC).isoformat(timespec="seconds"),
        basis=basis(finding, reference, chosen),
        until=until,
    )


def decisions_on(finding: Data, made: Iterable[FindingDecision]) -> list[FindingDecision]:
    """Return those of some decisions that are on a finding, or on its pair of subject and party, in their order."""
    pair = (subject_key(finding), about_key(finding))
    return [each for each in made if each.finding == finding["id"] or (each.subject, each.about) == pair]


class Decided:
    """The decisions of a store, recognised on findings that come again."""

    def __init__(self, decisions: Iterable[FindingDecision], reference: Reference, today: date) -> None:
        self._reference = reference
        self._today = today
        self._pairs: dict[tuple[str, str], list[FindingDecision]] = {}
        self._findings: dict[str, FindingDecision] = {}
        for made in sorted(decisions, key=lambda each: each.id):
            if made.kind == _FALSE_MATCH:
                self._pairs.setdefault((made.subject, made.about), []).append(made)
            else:  # said later of the same text and maker: the false match holds no longer
                self._pairs.pop((made.subject, made.about), None)
                self._findings[made.finding] = made

    def __bool__(self) -> bool:
        return bool(self._findings or self._pairs)

    def standing(self, finding: Data) -> Standing | None:
        """Return the decision on a finding (as the contract's data) as it stands today; None when there is none.

        The newest counts, of those on the finding itself and of false matches on its subject and party.
        """
        pair = self._pairs.get((subject_key(finding), about_key(finding)), ())
        found = (self._findings.get(finding["id"]), *pair)
        made = max((each for each in found if each is not None), key=lambda each: each.id, default=None)
        if made is None:
            return None
        if made.until is not None and self._today > made.until:
            return Standing(decision=made, holds=False, because=f"waived until {made.until} only")
        if made.kind != _FALSE_MATCH:
            return self._standing(made, finding)
        # Each ground of a pair is remembered: the newest false match that holds, else why the newest does not.
        told = [self._standing(each, finding) for each in reversed(self._pairs[made.subject, made.about])]
        return next((each for each in told if each.holds), told[0])

    def _standing(self, made: FindingDecision, finding: Data) -> Standing:
        changed = changes_since(made, finding, self._reference)
        return Standing(decision=made, holds=not changed, because="; ".join(changed))

    def applied(self, finding: Finding) -> Finding:
        """Return the finding with the decision on it, where there is one."""
        found = self.standing(finding_data(finding)) if self else None
        return finding if found is None else replace(finding, decision=found)


def decided_in(url: str | None, reference: Reference, today: date) -> Decided:
    """Return the decisions that a store holds ("" is the user's own, None none at all).

    A store without any, or not there yet, is not opened.
    """
    address = default_url() if url == "" else url
    if address is None or not note_of(address, DECIDED):
        return Decided((), reference, today)
    from debar.store import open_store  # noqa: PLC0415  SQLAlchemy is loaded for those who decided something

    with open_store(address, create=False) as store:
        return Decided(store.casework.decisions(), reference, today)


def _entities(finding: Data, reference: Reference) -> list[Entity]:
    found = []
    for id_ in sorted({each["entity"] for each in finding["identifications"] if each.get("entity")}):
        with suppress(KeyError):
            found.append(reference.entity_by_id(id_))
    return found


def _designations(finding: Data, reference: Reference, entities: Iterable[Entity]) -> list[Designation]:
    maker = (finding.get("maker") or {}).get("id", "")
    found = list(reference.designations_of_makers([maker])) if maker else []
    return found + [each for entity in entities for each in entity.designations]


def _rows(finding: Data, reference: Reference) -> Iterator[str]:
    """The catalog rows that a finding rests on, as the catalog has them now."""
    for each in sorted({row for hit in finding["identifications"] for row in hit.get("rows", ())}):
        yield f"{each} {json.dumps(reference.catalog_rows.get(each), sort_keys=True, default=str)}"


def _called(entity: Entity) -> str:
    said = (entity.names, entity.weak_names, entity.identifiers, entity.addresses)
    return f"{entity.id} {json.dumps(said, default=str)}"


def _listed(designation: Designation) -> str:
    days = f"{designation.from_}|{designation.to}"
    return f"{designation.list}|{designation.program}|{days}|{designation.scope}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(sorted(parts)).encode()).hexdigest()[:20]
