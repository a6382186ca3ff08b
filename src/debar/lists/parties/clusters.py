"""Entries growing together to parties, with the pairs that must stay apart kept apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from debar.store.types import PartyDecision


class Clusters:
    """Disjoint sets of entry ids. ``barred`` are pairs that no set may hold both of."""

    def __init__(
        self,
        ids: Iterable[str],
        barred: Mapping[tuple[str, str], PartyDecision],
        identifiers: Iterable[tuple[str, str, str]],
    ) -> None:
        self._root = {id_: id_ for id_ in ids}
        self._members: dict[str, list[str]] = {}
        self._barred: dict[str, dict[str, PartyDecision]] = {}
        self._codes: dict[str, dict[str, set[str]]] = {}
        for (a, b), decision in barred.items():
            self._barred.setdefault(a, {})[b] = decision
            self._barred.setdefault(b, {})[a] = decision
        for id_, type_, code in identifiers:
            self._codes.setdefault(id_, {}).setdefault(type_, set()).add(code)

    def _find(self, id_: str) -> str:
        root = id_
        while self._root[root] != root:
            root = self._root[root]
        while self._root[id_] != root:
            self._root[id_], id_ = root, self._root[id_]
        return root

    def all_members(self) -> Mapping[str, tuple[str, ...]]:
        """The set of every entry, in order."""
        shared = {root: tuple(sorted(members)) for root, members in self._members.items()}
        return {id_: shared.get(self._find(id_), (id_,)) for id_ in self._root}

    def ends(self, a: str, b: str) -> tuple[str, str]:
        """The sets of two entries, each by an entry that stands for it, in order."""
        one, other = self._find(a), self._find(b)
        return (one, other) if one <= other else (other, one)

    def bar_between(self, a: str, b: str) -> PartyDecision | None:
        """The newest decision that keeps the sets of these two apart; None when there is none."""
        one, other = self._find(a), self._find(b)
        if one == other:
            return None
        mine, theirs = (self._members.get(root, [root]) for root in (one, other))
        if len(mine) > len(theirs):
            mine, theirs = theirs, mine
        there = set(theirs)
        found = [decision for id_ in mine for far, decision in self._barred.get(id_, {}).items() if far in there]
        return max(found, key=lambda decision: (decision.at, decision.pair), default=None)

    def contradiction(self, a: str, b: str) -> str:
        """What two sets cannot both have if they are one party; empty when nothing speaks against it."""
        one, other = self._find(a), self._find(b)
        if one == other:
            return ""
        mine, theirs = self._codes.get(one, {}), self._codes.get(other, {})
        for type_ in sorted(mine.keys() & theirs.keys()):
            if not mine[type_] & theirs[type_]:
                left, right = min(mine[type_]), min(theirs[type_])
                return f"they have different identifiers of the type {type_}: {left} and {right}"
        return ""

    def unite(self, a: str, b: str) -> None:
        """Make one set of the sets of two entries."""
        one, other = self._find(a), self._find(b)
        if one == other:
            return
        mine, theirs = (self._members.pop(root, [root]) for root in (one, other))
        if len(mine) < len(theirs):
            one, other, mine, theirs = other, one, theirs, mine
        self._root[other] = one
        self._members[one] = mine + theirs
        for type_, codes in self._codes.pop(other, {}).items():
            self._codes.setdefault(one, {}).setdefault(type_, set()).update(codes)
