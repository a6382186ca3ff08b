"""How what is watched stands today: one stand for each thing of which a change would be told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from debar.desk.casework import about_key, decided_in
from debar.desk.desk import Desk
from debar.desk.library import open_library
from debar.desk.names import NameAccount, NameOptions, table_names
from debar.desk.place import Place
from debar.dossiers.view_words import title_of
from debar.errors import InputError
from debar.model import Designation, NameMatch
from debar.model.casework import KeptFinding
from debar.model.watches import Stand, Watch
from debar.names.normalize import normalize
from debar.report.records import finding_data
from debar.store import Store, open_store

Data = Mapping[str, Any]
Said = Callable[[str], None]

#: Subjects of kept findings that are judged from their own words again; others keep the verdict of their scan.
_JUDGED_AGAIN = frozenset({"purchase", "party"})
#: Findings read from the store together.
_TOGETHER = 500
#: Letters of a text that an alert repeats.
_SHOWN = 160


class Standing:
    """The stands of watches over one store and desk. ``say`` hears what could not be looked at."""

    def __init__(self, url: str, desk: Desk, workspace: str, say: Said) -> None:
        self._url = url
        self._desk = desk
        self._workspace = workspace
        self._say = say

    def of(self, watch: Watch) -> Iterator[Stand]:
        """Yield how each thing of a watch stands, each key once.

        Raises InputError for a subject that is not there any more, FormatError for a file that cannot be read.
        """
        stands = {
            "party": self._party,
            "vendors": self._vendors,
            "purchases": self._purchases,
            "scan": self._scans,
            "list": self._list,
            "dossier": self._dossier,
        }[watch.kind](watch)
        seen: set[str] = set()
        for each in stands:
            if each.key not in seen:
                seen.add(each.key)
                yield each

    def _party(self, watch: Watch) -> Iterator[Stand]:
        found = self._desk.match(watch.subject, lists=watch.lists, threshold=watch.threshold)
        return self._matches(watch.subject, found[0])

    def _vendors(self, watch: Watch) -> Iterator[Stand]:
        account = NameAccount()
        windows = table_names(watch.subject, NameOptions(), account, lambda _: None)
        matching = self._desk.match_windows(windows, account, lists=watch.lists, threshold=watch.threshold)
        for answer in matching:
            yield from self._matches(answer.query, answer.matches)
        for sentence in (*account.sentences(), *account.problems):
            self._say(f"{watch.name}: {sentence}")
        if matching.partial:
            self._say(f"{watch.name}: not read to its end: {matching.partial}")

    def _matches(self, query: str, matches: Iterable[NameMatch]) -> Iterator[Stand]:
        for match in matches:
            if match.settled:
                continue
            listings = sorted(_listed(each) for each in match.entity.designations)
            on = sorted({each.list for each in match.entity.designations if each.in_force(self._desk.today)})
            yield Stand(
                key=f"{normalize(query)}|{match.entity.id}",
                text=json.dumps([match.entity.names[0], on, listings], ensure_ascii=False),
                data={
                    "query": query,
                    "entity": match.entity.id,
                    "name": match.entity.names[0],
                    "in_force": on,
                    "listings": listings,
                    "score": round(match.score, 4),
                    "outcome": match.outcome,
                    "because": match.because,
                },
            )

    def _purchases(self, watch: Watch) -> Iterator[Stand]:
        scan = self._desk.scan(watch.subject)
        for finding in scan:
            yield _found(finding_data(finding), holds=None, decision="")
        if scan.summary.rejected_count:
            self._say(f"{watch.name}: {scan.summary.rejected_count:,} rows not judged; debar scan tells why")

    def _scans(self, watch: Watch) -> Iterator[Stand]:
        decided = decided_in(self._url, self._desk.reference, self._desk.today)
        with open_store(self._url, create=False) as store:
            for kept in _kept(store, self._workspace, watch.subject):
                now = self._judged(kept)
                made = decided.standing(kept.data) if decided else None
                kind = made.decision.kind if made else ""
                because = made.because if made and not made.holds else ""
                yield _found(now, holds=made.holds if made else None, decision=kind, because=because)

    def _judged(self, kept: KeptFinding) -> Data:
        """A kept finding's case judged with the lists, catalog and rules of now."""
        data, subject = kept.data, kept.data["subject"]
        if subject.get("kind", "purchase") not in _JUDGED_AGAIN:
            return data
        buyer = subject.get("buyer") or {}
        found = self._desk.check_all(
            subject.get("text") or "",
            buyer=buyer.get("name") or "",
            buyer_type=buyer.get("type") or "",
            state=buyer.get("state") or "",
            country=buyer.get("country") or "",
            date=subject.get("date"),
            funding=subject.get("funding") or (),
            purpose=subject.get("purpose") or "",
            action=subject.get("action") or "buy",
            supplier=subject.get("supplier") or "",
        )
        for each in map(finding_data, found):
            if about_key(each) == about_key(data):
                return {**each, "id": data["id"], "subject": subject}
        return {**data, "outcome": "clear", "ground": "", "sentence": "Nothing is found in it any more.", "rules": []}

    def _list(self, watch: Watch) -> Iterator[Stand]:
        place = Place(self._url)
        editions = place.shelf().chronicle(watch.subject).editions
        if not editions:
            raise InputError(f"no list {watch.subject!r} is held here; debar lists status names them")
        newest = editions[-1]
        data = {"sha256": newest.sha256, "dated": newest.dated.isoformat(), "title": newest.title}
        yield Stand(key="edition", text=newest.sha256, data=data)

    def _dossier(self, watch: Watch) -> Iterator[Stand]:
        from debar.desk.dossiers import DossierDesk  # noqa: PLC0415  readers of documents load for those who watch one

        library = open_library(self._url, today=self._desk.today)
        opened = DossierDesk(library, lambda: self._desk).open(watch.subject)
        for kept in opened.dossier.records:
            words = title_of(kept.record)
            quoted = kept.record.quotations[0].quote if kept.record.quotations else ""
            data = {"record": kept.id, "kind": kept.record.kind, "words": words, "quote": quoted[:_SHOWN]}
            yield Stand(key=kept.id, text=words, data=data)


def _kept(store: Store, workspace: str, subject: str) -> Iterator[KeptFinding]:
    """The findings of one kept scan, or of all ("all"); of a finding kept several times the newest."""
    casework = store.casework_in(workspace)
    if subject == "all":
        scans = [each.id for each in casework.scans(1_000_000)]
    elif subject.isdecimal():
        scans = [casework.scan(int(subject)).id]
    else:
        raise InputError(f"{subject!r} is no scan: give its number, or all")
    for scan in scans:
        after: tuple[int, int] | None = None
        while page := casework.findings(scan, after=after, limit=_TOGETHER):
            yield from (each for each, _ in page)
            after = page[-1][1]


def _found(data: Data, *, holds: bool | None, decision: str, because: str = "") -> Stand:
    subject = data["subject"]
    rules = sorted(f"{rule['rule']} {rule['outcome']}" for rule in data["rules"])
    said = {
        "finding": data["id"],
        "outcome": data["outcome"],
        "sentence": data["sentence"],
        "text": (subject.get("text") or subject.get("supplier") or "")[:_SHOWN],
        "buyer": (subject.get("buyer") or {}).get("name") or "",
        "date": str(subject.get("date") or ""),
        "maker": (data.get("maker") or {}).get("name", ""),
        "decision": decision,
        "holds": holds,
        "because": because,
        "rules": rules,
    }
    return Stand(key=data["id"], text=json.dumps([data["outcome"], data["ground"], rules, holds]), data=said)


def _listed(designation: Designation) -> str:
    return "|".join(
        (designation.list, designation.program, _day(designation.from_), _day(designation.to), designation.scope)
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def subject_of(kind: str, given: str) -> str:
    """Return the subject of a new watch as it is kept: files by their whole path. Raises InputError for none there."""
    if kind not in {"vendors", "purchases"}:
        return given.strip()
    path = Path(given).resolve()
    if not path.is_file():
        raise InputError(f"{given}: no such file")
    return str(path)
