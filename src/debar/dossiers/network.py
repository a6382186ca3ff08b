"""Who acts for whom, and towards whom: the actors of a dossier and the marks each edge stands on.

Only those who act are shown: a register names hundreds of principals, few of whom hire, pay, meet or supply anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from debar.dossiers.view_marks import STATUSES
from debar.dossiers.view_places import Entry
from debar.model.dossier_pages import Actor, Edge, Network
from debar.model.dossier_ties import Subsidiary, Supply
from debar.model.dossiers import Contact, Engagement, Lobbying, Payment, Post, Record

#: Actors of one role that are shown, and marks named at one edge; what is left out is counted.
MOST_ACTORS, MOST_MARKS = 14, 40

_DISPUTED = STATUSES.index("disputed")
_OWN = "principal:"
_FORMS = frozenset("llc llp lp pllc pc inc ltd corp co plc".split())

#: One edge of a record: names with their roles, and what relates them.
Relation = tuple[tuple[str, str], str, tuple[str, str]]


@dataclass(slots=True)
class _Held:
    count: int = 0
    standing: int = 3
    marks: list[int] = field(default_factory=list)
    first: str = ""
    last: str = ""


def network_of(entries: Sequence[Entry], names: Iterable[str], most: int = MOST_ACTORS) -> Network:
    """The actors with the most marks, at most ``most`` of each role, and the edges between them.

    ``names`` are those of the dossier's company: under each of them it is one actor.
    """
    own = {_key(name) for name in names}
    edges: dict[Relation, _Held] = {}
    denied = {
        (_key(each.record.supplier), _key(each.record.customer))
        for each in entries
        if isinstance(each.record, Supply) and each.record.stance == "denied"
    }
    for number, entry in enumerate(entries, 1):
        relate = _RELATIONS.get(type(entry.record))
        if relate is None:
            continue
        standing, start = entry.standing(), entry.start
        for relation in relate(entry.record):
            if relation[1] == "supplies" and (_key(relation[0][0]), _key(relation[2][0])) in denied:
                standing = _DISPUTED
            held = edges.get(relation)
            if held is None:
                held = edges[relation] = _Held(first=start)
            held.count += 1
            held.standing = standing if standing < held.standing else held.standing
            if held.count <= MOST_MARKS:
                held.marks.append(number)
            if start:
                held.last = start
    counts: dict[tuple[str, str], int] = {}
    for (one, _, other), held in edges.items():
        for actor in (one, other):
            counts[actor] = counts.get(actor, 0) + held.count
    return _shown(edges, counts, own, most)


def _shown(edges: Mapping[Relation, _Held], counts: Mapping[tuple[str, str], int], own: set[str], most: int) -> Network:
    merged: dict[str, tuple[str, str, int]] = {}
    ids = {actor: _id(*actor, own) for actor in counts}
    for (name, role), count in counts.items():
        key = ids[name, role]
        before = merged.get(key)
        best = (name, role) if before is None or (-count, name) < (-before[2], before[0]) else before[:2]
        merged[key] = (*best, count + (before[2] if before else 0))
    ranked: dict[str, list[tuple[int, str, str]]] = {}
    for key, (name, told, count) in merged.items():
        role = "principal" if key == _OWN else told
        ranked.setdefault(role, []).append((-count, name, key))
    actors: list[Actor] = []
    left_out: dict[str, int] = {}
    for role, held in sorted(ranked.items()):
        held.sort()
        actors += [Actor(id=key, name=name, role=role, count=-count) for count, name, key in held[:most]]
        if len(held) > most:
            left_out[role] = len(held) - most
    return Network(
        actors=tuple(actors), edges=tuple(_edges(edges, ids, {each.id for each in actors})), left_out=left_out
    )


def _edges(edges: Mapping[Relation, _Held], ids: Mapping[tuple[str, str], str], shown: set[str]) -> Iterator[Edge]:
    together: dict[tuple[str, str, str], _Held] = {}
    for (start, relation, end), held in edges.items():
        key = (ids[start], relation, ids[end])
        if key[0] == key[2] or key[0] not in shown or key[2] not in shown:
            continue
        into = together.setdefault(key, _Held())
        into.count += held.count
        into.standing = min(into.standing, held.standing)
        into.marks = sorted({*into.marks, *held.marks})[:MOST_MARKS]
        into.first = min(filter(None, (into.first, held.first)), default="")
        into.last = max(into.last, held.last)
    for (one, relation, other), held in sorted(together.items()):
        yield Edge(
            one=one,
            other=other,
            relation=relation,
            count=held.count,
            status=STATUSES[held.standing],
            marks=tuple(held.marks),
            first=held.first,
            last=held.last,
        )


def _id(name: str, role: str, own: set[str]) -> str:
    key = _key(name)
    if role in {"firm", "partner"}:
        key = firm_key(name)
    return _OWN if role in {"principal", "supplier", "customer", "subsidiary"} and key in own else f"{role}:{key}"


def firm_key(name: str, *, apart: bool = False) -> str:
    """A firm's name by which it is known again: without legal form, case and marks; ``apart`` keeps its words apart."""
    if apart:
        words = ("".join(sign for sign in word if sign.isalnum()) for word in name.casefold().split())
        return " ".join(word for word in words if word and word not in _FORMS)
    return _key(_without_form(name)) or _key(name)


def _without_form(name: str) -> str:
    """A firm's name without its legal form: one document writes it, the other does not."""
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].replace(".", "").casefold() in _FORMS:
        words.pop()
    return " ".join(words)


def _key(name: str) -> str:
    """A name without case and marks; one with neither letters nor digits stays as it is."""
    return "".join(each for each in name.casefold() if each.isalnum()) or name


def _engagement(each: Engagement) -> Iterator[Relation]:
    if each.firm and each.client:
        yield (each.client, "principal"), "hired", (each.firm, "firm")
    if each.through and each.firm:
        yield (each.through, "partner"), "in between", (each.firm, "firm")


def _payment(each: Payment) -> Iterator[Relation]:
    if not each.payer or not each.beneficiary or each.payer == each.beneficiary:
        return
    if each.basis in {"disbursement", "contribution"}:
        yield (each.payer, "firm"), "paid", (each.beneficiary, "partner")
    else:
        yield (each.payer, "principal"), "paid", (each.beneficiary, "firm")


def _contact(each: Contact) -> Iterator[Relation]:
    if each.firm and each.client:
        yield (each.client, "principal"), "hired", (each.firm, "firm")
    start = (each.firm, "firm") if each.firm else (each.client, "principal")
    for agent in each.agents:
        if start[0]:
            yield start, "works through", (agent, "person")
    reaching = [(agent, "person") for agent in each.agents] or ([start] if start[0] else [])
    for official in each.officials:
        name = official.name or official.role
        for who in reaching:
            if name:
                yield who, "reached", (name, "official")
        if name and official.office:
            yield (name, "official"), "sits in", (official.office, "body")


def _lobbying(each: Lobbying) -> Iterator[Relation]:
    if each.firm and each.client and each.firm != each.client:
        yield (each.client, "principal"), "hired", (each.firm, "firm")
    start = (each.firm, "firm") if each.firm and each.firm != each.client else (each.client, "principal")
    for body in each.bodies:
        yield start, "lobbied", (body, "body")
    for person in each.lobbyists:
        yield start, "works through", (person, "person")


def _post(each: Post) -> Iterator[Relation]:
    if each.person and each.firm:
        yield (each.firm, "firm"), "works through", (each.person, "person")


def _supply(each: Supply) -> Iterator[Relation]:
    if each.stance != "denied":
        relation = "supplies" if each.stance == "supplies" else "supplied"
        yield (each.supplier, "supplier"), relation, (each.customer, "customer")


def _subsidiary(each: Subsidiary) -> Iterator[Relation]:
    yield (each.parent, "principal"), "owns", (each.name, "subsidiary")


_RELATIONS: Mapping[type[Record] | type[None], Callable[[Any], Iterator[Relation]]] = {
    Engagement: _engagement,
    Payment: _payment,
    Contact: _contact,
    Lobbying: _lobbying,
    Post: _post,
    Supply: _supply,
    Subsidiary: _subsidiary,
}
