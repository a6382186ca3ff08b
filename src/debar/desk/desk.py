"""The desk: one reference and the verbs of debar over it. The command line and Python users call the same methods."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from debar.desk.answers import (
    parse_action,
    parse_buyer_type,
    parse_country,
    parse_date,
    parse_funding,
    parse_role,
    parse_state,
    parse_text,
)
from debar.desk.checking import screen_asked
from debar.desk.compile import Tell, compiled_reference
from debar.desk.place import Place
from debar.errors import InputError, NotJudgedError
from debar.model import FILED_AS, Buyer, Edition, Finding, Funding, NameMatch, PartyQuery, Purchase
from debar.names.profiles import profile_named
from debar.procurement.buyers import classify
from debar.regimes.schema import Rule
from debar.screening.conclude import View
from debar.screening.reference import Reference
from debar.screening.screen_devices import Circumstances

if TYPE_CHECKING:
    from debar.desk.device_scans import DeviceScan
    from debar.desk.matching import Matching
    from debar.desk.names import NameAccount, Party, Window
    from debar.desk.ownership import Ownership
    from debar.desk.scans import Scan
    from debar.desk.transactions import TransactionScan
    from debar.desk.unknown import UnknownScan
    from debar.procurement.readers import ReadOptions


class Desk:
    """Answers questions from one reference. ``today`` is the day that ages of lists are counted to.

    ``known`` gives the reference as known on an earlier day; without it, only ``reference`` answers.
    """

    def __init__(self, reference: Reference, today: date, known: Callable[[date], Reference] | None = None) -> None:
        self.reference = reference
        self.today = today
        self._known = known

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions of the lists in use."""
        return self.reference.editions

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in use."""
        return self.reference.rules

    def reference_at(self, known_at: date | str | None) -> Reference:
        """Return the reference as known on a day: no edition retrieved later goes into it."""
        day = parse_date(known_at, "known at")
        return self._known(day) if day is not None and self._known is not None else self.reference

    def lists_not_known(self, known_at: date | str | None) -> tuple[str, ...]:
        """Return a sentence for each list of which no edition was retrieved by that day."""
        return self.reference.lists_not_known(parse_date(known_at, "known at"))

    def rule(self, id_: str) -> Rule:
        """Return one rule. Raises InputError that names near ids."""
        for rule in self.rules:
            if rule.id == id_:
                return rule
        near = [rule.id for rule in self.rules if id_.lower() in rule.id] or [rule.id for rule in self.rules]
        raise InputError(f"no rule {id_!r} is held here; there are: {', '.join(near)}")

    def check(self, text: str, **question: Any) -> Finding:
        """Return the most severe finding on one item or party; see :meth:`check_all` for the parameters."""
        return self.check_all(text, **question)[0]

    def check_all(
        self,
        text: str,
        *,
        buyer: Buyer | str = "",
        buyer_type: str = "",
        role: str = "",
        state: str = "",
        country: str = "",
        date: date | str | None = None,
        funding: str | Iterable[str | Funding] = (),
        purpose: str = "",
        action: str = "buy",
        supplier: str = "",
        uei: str = "",
        mac: str = "",
        fcc_id: str = "",
        facts: Mapping[str, Any] | None = None,
        as_of: date | str | None = None,
        known_at: date | str | None = None,
    ) -> tuple[Finding, ...]:
        """Return a finding for each maker or listed party in the text, most severe first; at least one.

        ``text`` names an item, a model or a party; a party's name is also looked up on the lists. ``mac`` and
        ``fcc_id`` stand on the thing itself. Raises InputError for words that are not the contract's.
        """
        text, supplier = parse_text(text), parse_text(supplier)
        if not (text.strip() or uei or mac or fcc_id):
            raise InputError("nothing to check: give a name, a model, a line of text, a MAC address or an FCC ID")
        purchase = Purchase(
            source="",
            row=1,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            text=text,
            kind="purchase" if text.strip() else "party",
            supplier=supplier,
            supplier_ids=(("uei", uei.strip().upper()),) if uei else (),
            date=parse_date(date),
            buyer=self.describe_buyer(buyer, type_=buyer_type, role=role, state=state, country=country),
            funding=parse_funding(funding),
            purpose=parse_text(purpose),
            action=parse_action(action),
            facts=facts or {},
        )
        view = View(parse_date(as_of, "as of"), parse_date(known_at, "known at"))
        marks = {"mac": parse_text(mac), "fcc_id": parse_text(fcc_id)}
        return screen_asked(purchase, self.reference_at(view.known_at), view, **marks)

    def describe_buyer(
        self, buyer: Buyer | str = "", *, type_: str = "", role: str = "", state: str = "", country: str = ""
    ) -> Buyer:
        """Return the buyer with what was said of it; what was not said is read from its name, with the evidence."""
        told = buyer if isinstance(buyer, Buyer) else Buyer(parse_text(buyer))
        state, country = parse_state(state) or told.state, parse_country(country) or told.country
        read = classify(told.name, state, country) if told.name else told
        said = type_ or (told.type if told.type != "unknown" else "")
        kind = parse_buyer_type(said) if said else read.type
        return replace(
            read,
            name=told.name,
            type=kind,
            state=state or read.state,
            country=country or read.country,
            role=parse_role(role) or told.role,
            federal_contractor=told.federal_contractor or read.federal_contractor,
            dod=told.dod if told.dod is not None else read.dod,
            branch=told.branch or read.branch,
            evidence="as given" if said else (told.evidence or read.evidence),
        )

    def scan(
        self,
        *paths: str | Path,
        options: ReadOptions | None = None,
        as_of: date | str | None = None,
        known_at: date | str | None = None,
        everything: bool = False,
        jobs: int = 1,
        journal: str | Path | None = None,
    ) -> Scan:
        """Return a scan of purchase files: iterate over it for findings, then read its ``summary``.

        ``jobs`` processes judge. ``journal`` is a file that keeps what is finished: the same scan goes on from there.
        """
        from debar.desk.journal import Journal  # noqa: PLC0415  readers load when a scan begins; a check pays nothing
        from debar.desk.scans import Scan  # noqa: PLC0415

        view = View(parse_date(as_of, "as of"), parse_date(known_at, "known at"))
        return Scan(
            reference=self.reference_at(view.known_at),
            today=self.today,
            paths=tuple(str(path) for path in paths),
            options=options,
            view=view,
            everything=everything,
            jobs=jobs,
            journal=None if journal is None else Journal(Path(journal)),
        )

    def unknown_models(self, *paths: str | Path, options: ReadOptions | None = None) -> UnknownScan:
        """Return a scan of purchase files for numbers like those of devices that no grammar of the catalog knows.

        Iterate over it until it ends, then ask for its ``candidates``.
        """
        from debar.desk.unknown import UnknownScan  # noqa: PLC0415  as for a scan

        return UnknownScan(self.reference.catalog, tuple(str(path) for path in paths), options)

    def devices(
        self,
        *paths: str | Path,
        given: Circumstances | None = None,
        mapping: tuple[str, ...] = (),
        as_of: date | str | None = None,
        known_at: date | str | None = None,
        everything: bool = False,
    ) -> DeviceScan:
        """Return a scan of inventories: iterate over it for findings, then read its ``summary``.

        ``mapping`` overrides the columns of asset lists (``field=Column``).
        """
        from debar.desk.device_scans import DeviceScan  # noqa: PLC0415  as the readers of purchases

        view = View(parse_date(as_of, "as of"), parse_date(known_at, "known at"))
        return DeviceScan(
            reference=self.reference_at(view.known_at),
            today=self.today,
            paths=tuple(str(path) for path in paths),
            given=given or Circumstances(),
            mapping=mapping,
            view=view,
            everything=everything,
        )

    def match(
        self,
        names: Party | Sequence[Party],
        *,
        lists: str | Sequence[str] = (),
        schema: str = "",
        as_of: date | str | None = None,
        known_at: date | str | None = None,
        threshold: float | None = None,
        limit: int = 10,
        profile: str = "default",
    ) -> list[tuple[NameMatch, ...]]:
        """Return, for each name, the listed parties it may be, best first.

        A :class:`PartyQuery` asks with what else is known of the party. Raises InputError for a list not held, and for
        a schema or profile that is none, a threshold outside 0..1, a limit below 1.
        """
        question = self._question(
            lists=lists,
            schema=schema,
            as_of=as_of,
            known_at=known_at,
            threshold=threshold,
            limit=limit,
            profile=profile,
        )
        queries = [names] if isinstance(names, (str, PartyQuery)) else list(names)
        return self.reference_at(known_at).match(queries, **question)

    def match_windows(
        self,
        windows: Iterable[Window],
        account: NameAccount,
        *,
        lists: str | Sequence[str] = (),
        schema: str = "",
        as_of: date | str | None = None,
        known_at: date | str | None = None,
        threshold: float | None = None,
        limit: int = 10,
        profile: str = "default",
        jobs: int | None = None,
    ) -> Matching:
        """Return a matching of many names: iterate over it for answers, which are those of :meth:`match`.

        ``windows`` come from :mod:`debar.desk.names`. ``jobs`` None lets long input take all cores; with more than one
        the calling program must be importable (``if __name__ == "__main__":``). Raises as :meth:`match` does.
        """
        from debar.desk.matching import Matching  # noqa: PLC0415  a single name does not pay for starting processes

        question = self._question(
            lists=lists,
            schema=schema,
            as_of=as_of,
            known_at=known_at,
            threshold=threshold,
            limit=limit,
            profile=profile,
        )
        reference = self.reference_at(known_at)
        return Matching(reference=reference, windows=windows, account=account, question=question, jobs=jobs)

    def _question(
        self,
        *,
        lists: str | Sequence[str],
        schema: str,
        as_of: date | str | None,
        known_at: date | str | None,
        threshold: float | None,
        limit: int,
        profile: str,
    ) -> dict[str, Any]:
        """The keywords of ``Reference.match``, checked."""
        lists = [lists] if isinstance(lists, str) else lists
        self._known_lists(lists)
        if schema and schema not in FILED_AS:
            raise InputError(f"schema: {schema!r} is not known. Known: {', '.join(FILED_AS)}")
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise InputError(f"threshold: {threshold} is no score; give a number from 0 to 1, such as 0.88")
        if limit < 1:
            raise InputError(f"limit: {limit} matches cannot be given; ask for 1 or more")
        return {
            "lists": tuple(lists),
            "schema": schema,
            "as_of": parse_date(as_of, "as of"),
            "known_at": parse_date(known_at, "known at"),
            "threshold": threshold,
            "limit": limit,
            "profile": profile_named(profile).name,
            "today": self.today,
        }

    def own(
        self, *paths: str | Path, as_of: date | str | None = None, known_at: date | str | None = None, **asked: Any
    ) -> Ownership:
        """Return what the ownership rules say of the stakes in some files on a day (today when none is given).

        ``asked`` are the other fields of `OwnershipQuestion`. Raises InputError for what cannot be read.
        """
        from debar.desk.ownership import OwnershipQuestion, judge_files  # noqa: PLC0415  as the readers of purchases

        known, on = parse_date(known_at, "known at"), parse_date(as_of, "as of") or self.today
        return judge_files(OwnershipQuestion(paths=paths, **asked), self.reference_at(known), self.rules, on, known)

    def transact(
        self,
        *paths: str | Path,
        mapping: Sequence[str] = (),
        stakes: Sequence[str | Path] = (),
        clause: str | Path | None = None,
        as_of: date | str | None = None,
        known_at: date | str | None = None,
        everything: bool = False,
    ) -> TransactionScan:
        """Return a run over files of transactions: iterate over it for findings, then read its ``summary``.

        ``stakes`` are files that say who owns the parties, ``clause`` is a contract whose obligations are tested.
        Raises InputError for what cannot be read.
        """
        from debar.desk.transactions import TransactionScan, make_question  # noqa: PLC0415  as for a scan

        known = parse_date(known_at, "known at")
        question = make_question(parse_date(as_of, "as of"), known, stakes, clause)
        return TransactionScan(
            reference=self.reference_at(known),
            today=self.today,
            paths=tuple(str(path) for path in paths),
            question=question,
            mapping=mapping,
            everything=everything,
        )

    def day(self, value: date | str | None) -> date | None:
        """Return the day a user's word means. Raises InputError."""
        return parse_date(value)

    def edition(self, list_id: str) -> Edition:
        """Return the edition of one list. Raises InputError for a list not held."""
        self._known_lists([list_id])
        return next(edition for edition in self.editions if edition.list == list_id)

    def test_rules(self, path: str | Path) -> dict[str, Any]:
        """Run a scenario file, or all of a folder; return the report of SCENARIO_FORMAT: each case, what passed."""
        from debar.desk.rule_tests import run_files  # noqa: PLC0415  only this verb reads scenario files

        return run_files(Path(path), self.reference)

    def require_fresh(self, max_age: int | None, lists: Sequence[str] = ()) -> None:
        """Raise NotJudgedError when a list in use is older than ``max_age`` days."""
        if max_age is None:
            return
        used = [edition for edition in self.editions if not lists or edition.list in lists]
        ages = {edition.list: (self.today - edition.current_on).days for edition in used}
        old = [f"{list_id} ({age} days)" for list_id, age in ages.items() if age > max_age]
        if old:
            raise NotJudgedError(
                f"not judged: older than {max_age} days: {', '.join(old)}; bring newer ones or raise --max-age"
            )

    def _known_lists(self, lists: Sequence[str]) -> None:
        held = [edition.list for edition in self.editions]
        for list_id in lists:
            if list_id not in held:
                raise InputError(f"no list {list_id!r} is held here; there are: {', '.join(held)}")


def open_desk(store: str | None = "", *, today: date | None = None, tell: Tell | None = None) -> Desk:
    """Return a desk over the lists of the store and those that ship with debar.

    ``store`` is a path or an address (``postgresql://...``); "" means ``DEBAR_STORE`` or the user's own, None none at
    all. ``today`` defaults to the calendar's day.
    """
    place = Place(store)
    reference = compiled_reference(place.shelf, place.state(), tell=tell)

    def known(day: date) -> Reference:
        return compiled_reference(place.shelf, "", day, tell)

    return Desk(reference, today or date.today(), known)
