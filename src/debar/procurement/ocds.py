"""Purchases in Open Contracting Data Standard releases and records (OCDS 1.1): packages, single ones, or one a line.

One purchase a contract, else an award, else a tender; what stage it is stands in ``facts["stage"]``. Of a record the
compiled release is read, else its releases, those of one process as one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeAlias

from debar.model import Money, Purchase, Purchases, Rejection
from debar.procurement.amounts import parse_amount
from debar.procurement.columns import JOINT
from debar.procurement.dates import parse_date
from debar.procurement.ocds_merge import processes
from debar.procurement.options import ReadOptions, filled
from debar.tables import Member
from debar.tables.objects import Line, flatten

EXPLANATION = (
    "OCDS: text = title + description + items of each contract, else award, else tender; supplier = the award's "
    "supplier; date = dateSigned, else the award's date; amount = value; buyer = buyer"
)


def is_ocds(value: object) -> bool:
    """True for a release, a record, or a package of either."""
    if isinstance(value, list):
        return bool(value) and is_ocds(value[0])
    if not isinstance(value, Mapping):
        return False
    inner = value.get("releases") or value.get("records")
    packed = isinstance(inner, list) and bool(inner) and isinstance(inner[0], Mapping) and "ocid" in inner[0]
    return packed or ("ocid" in value and any(part in value for part in ("tender", "awards", "contracts", "planning")))


#: Stage, contract or award or tender, release; a reason why there is none; None for a blank line.
Unit: TypeAlias = tuple[str, Mapping[str, Any], Mapping[str, Any]] | str | None
EARLIER = "duplicate: an earlier release of a process that is counted once, as its last release has it"
REPEATED = "duplicate: the same in an earlier release of the process"
LINKED = "only a link to a release: fetch what it points to"
#: Contracts, awards and tenders of a jsonl file remembered to find repeats.
_REMEMBERED = 1_000_000


class OcdsRecords:
    """The purchases of OCDS data: ``values`` are a list of documents, or what the lines of a jsonl file hold.

    The releases of one process in a document count once, as they are when merged; of lines only equal ones do.
    """

    def __init__(self, member: Member, values: Iterable[Line | list[Any]], options: ReadOptions) -> None:
        self._member = member
        self._values = values
        self._options = options
        self.explanation = EXPLANATION
        self._merged = isinstance(values, list)
        self._seen: set[int] = set()

    def batches(self) -> Iterator[Purchases]:
        """All contracts, awards or tenders, in order; ``row`` counts them."""
        found = enumerate(self._units(), start=1)
        while batch := list(islice(found, min(self._options.batch_rows, 5_000))):
            purchases = [
                Rejection(self._member.name, number, unit) if isinstance(unit, str) else self._purchase(number, *unit)
                for number, unit in batch
                if unit is not None
            ]
            made = Purchases.of([p for p in purchases if isinstance(p, Purchase)])
            rejected = [p for p in purchases if isinstance(p, Rejection)]
            yield replace(made, rejected=rejected, blank=len(batch) - len(purchases))

    def _units(self) -> Iterator[Unit]:
        for value in self._values:
            if value is None or isinstance(value, str):
                yield value
                continue
            for whole, releases in processes(_releases(value)):
                units = list(_units_of(whole))
                yield from map(self._once, units)
                if len(releases) > 1:
                    earlier = sum(1 for release in releases for _ in _units_of(release)) - len(units)
                    yield from [EARLIER] * earlier

    def _once(self, unit: tuple[str, Mapping[str, Any], Mapping[str, Any]] | str) -> Unit:
        """The unit, or that it is a repeat: lines of one process are not merged, as they may be many."""
        if isinstance(unit, str) or self._merged:
            return unit
        stage, record, release = unit
        said = json.dumps([release.get("ocid"), stage, record], sort_keys=True, default=str)
        key = hash(said)
        if key in self._seen:
            return REPEATED
        if len(self._seen) < _REMEMBERED:
            self._seen.add(key)
        return unit

    def _purchase(
        self, number: int, stage: str, unit: Mapping[str, Any], release: Mapping[str, Any]
    ) -> Purchase | Rejection:
        award = _award_of(unit, release) if stage == "contract" else unit
        suppliers = [party for source in (unit, award) for party in _maps(source.get("suppliers"))]
        names = list(dict.fromkeys(_text(party.get("name")) for party in suppliers))
        wanted = [_text(unit.get("title")), _text(unit.get("description")), *map(_item, _maps(unit.get("items")))]
        text = JOINT.join(dict.fromkeys(filter(None, wanted)))
        if not text and not any(names):
            return Rejection(self._member.name, number, f"no text: the {stage} has neither a title nor a supplier")
        buyer = _map(release.get("buyer")) or _map(_map(release.get("tender")).get("procuringEntity"))
        address = _address(buyer, release)
        return Purchase(
            source=self._member.name,
            row=number,
            sha256=self._member.sha256,
            text=text,
            supplier="; ".join(filter(None, names)),
            date=_first_date(unit.get("dateSigned"), award.get("date"), _map(unit.get("period")).get("startDate")),
            amount=_money(unit.get("value")) or _money(award.get("value")),
            buyer=self._options.buyer_of(
                _text(buyer.get("name")), _text(address.get("region")), _text(address.get("countryName"))
            ),
            funding=self._options.funding,
            purpose=self._options.purpose,
            action=self._options.action,
            reference=_text(unit.get("id")),
            place=filled(
                {"member": self._member.member, "ocid": _text(release.get("ocid")), "release": _text(release.get("id"))}
            ),
            facts=filled({"stage": stage, "status": _text(unit.get("status"))}),
            original=flatten(unit),
        )


def _releases(value: Any) -> Iterator[Mapping[str, Any]]:
    for holder in value if isinstance(value, list) else [value]:
        inner = _maps(holder.get("releases")) or _maps(holder.get("records"))
        compiled = holder.get("compiledRelease")
        if isinstance(compiled, Mapping):
            yield compiled
        elif inner:
            for one in inner:
                if isinstance(one.get("compiledRelease"), Mapping) or one.get("releases"):
                    yield from _releases(one)
                elif one.keys() & {"id", "url", "tender", "awards", "contracts"}:
                    yield one
        else:
            yield holder


def _units_of(release: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]] | str]:
    contracts = _maps(release.get("contracts"))
    covered = {contract.get("awardID") for contract in contracts}
    awards = [award for award in _maps(release.get("awards")) if award.get("id") not in covered]
    for contract in contracts:
        yield "contract", contract, release
    for award in awards:
        yield "award", award, release
    if not contracts and not awards:
        tender = _map(release.get("tender"))
        if not tender and isinstance(release.get("url"), str):
            yield LINKED
            return
        yield ("tender", tender, release) if tender else "no text: the release has no contract, award or tender"


def _award_of(contract: Mapping[str, Any], release: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((a for a in _maps(release.get("awards")) if a.get("id") == contract.get("awardID")), {})


def _address(party: Mapping[str, Any], release: Mapping[str, Any]) -> Mapping[str, Any]:
    same = [p for p in _maps(release.get("parties")) if p.get("id") == party.get("id")]
    return _map((same[0] if same else party).get("address"))


def _item(item: Mapping[str, Any]) -> str:
    return _text(item.get("description")) or _text(_map(item.get("classification")).get("description"))


def _money(value: Any) -> Money | None:
    value = _map(value)
    return parse_amount(_text(value.get("amount")), _text(value.get("currency")))


def _first_date(*values: Any) -> Any:
    return next(filter(None, (parse_date(_text(value)) for value in values)), None)


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _maps(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if isinstance(value, (str, int, float)) else ""
