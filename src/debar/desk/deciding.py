"""Decisions kept by one person or two: what a workspace wants a second person for is a proposal until one rules on it.

The second person is another than the author: nobody approves what is their own, whichever session or key they use.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from debar.desk.answers import parse_word
from debar.desk.casework import changes_since
from debar.errors import InputError
from debar.model.casework import DECISIONS, RULINGS, FindingDecision, Proposal
from debar.model.people import ROLES
from debar.screening.reference import Reference
from debar.store import Store, Writer

#: The scope of those who may be the second person.
_APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a decision: the line of the log on it, and the proposal where it waits for a second person."""

    line: int
    decision: FindingDecision
    proposal: Proposal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a second person says of proposals, by number: ``ruling`` is one of ``RULINGS``; a rejection says why."""

    numbers: Sequence[int]
    ruling: str
    actor: str
    at: datetime
    because: str = ""


def keep_decision(writer: Writer, workspace: str, made: FindingDecision, batch: str = "") -> Kept:
    """Keep a decision, or the proposal of it where the workspace wants a second person, and a line of the log on it.

    Raises InputError where a proposal on the finding waits already.
    """
    casework, deciding = writer.casework_in(workspace), writer.deciding_in(workspace)
    what: dict[str, object] = {"finding": made.finding, "as": made.kind, "about": made.about, "reason": made.reason}
    if batch:
        what["batch"] = batch
    if made.kind not in deciding.second_person():
        kept = casework.decide(made)
        return Kept(casework.log("decide", actor=made.actor, at=made.at, what=what).n, kept)
    proposal = deciding.propose(made, batch)
    entry = casework.log("propose", actor=made.actor, at=made.at, what={"proposal": proposal.id, **what})
    return Kept(entry.n, made, proposal)


def rule_on(store: Store, workspace: str, reference: Reference, said: Ruling) -> tuple[Kept, ...]:
    """Approve or reject proposals, all of them or none; an approved one is from then on a decision.

    Raises InputError for the author, for one who may not approve, for a rejection without a reason, for a proposal
    that is not there or was ruled on, and for an approval of what rests on something that has changed since.
    """
    ruling = parse_word(said.ruling, RULINGS, "ruling")
    because = said.because.strip()
    if ruling == "rejected" and not because:
        raise InputError("say why, with a reason: who proposed it will ask")
    if not said.numbers:
        raise InputError("name the proposals to rule on by their numbers")
    _check_person(store, workspace, said.actor)
    if ruling == "approved":
        for number in said.numbers:
            _check_unchanged(store, workspace, reference, number)
    at = said.at.astimezone(UTC).isoformat(timespec="seconds")
    with store.writing() as writer:
        return tuple(
            _rule(writer, workspace, number, ruling, by=said.actor, at=at, because=because)
            for number in dict.fromkeys(said.numbers)
        )


def set_second_person(
    store: Store, workspace: str, kinds: Sequence[str], *, actor: str, at: datetime
) -> tuple[str, ...]:
    """Keep which decisions need a second person, and a line of the log; return them. Raises InputError for no kind.

    Proposals that wait go on waiting.
    """
    chosen = {parse_word(kind, DECISIONS, "second person") for kind in kinds}
    ordered = tuple(kind for kind in DECISIONS if kind in chosen)
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    with store.writing() as writer:
        before = writer.deciding_in(workspace).second_person()
        writer.deciding_in(workspace).set_second_person(ordered)
        what = {"setting": "second-person", "from": list(before), "to": list(ordered)}
        writer.casework_in(workspace).log("setting", actor=actor, at=moment, what=what)
    return ordered


def same_person(one: str, other: str) -> bool:
    """Return whether two names are of one person: alike but for case, width and space."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _rule(writer: Writer, workspace: str, number: int, ruling: str, *, by: str, at: str, because: str) -> Kept:
    found = writer.deciding_in(workspace).rule(number, ruling, by=by, at=at, because=because)
    proposed = found.decision
    if same_person(proposed.actor, by):
        verb = "approve" if ruling == "approved" else "reject"
        raise InputError(f"proposal {number} is {proposed.actor}'s own: another person must {verb} it")
    casework = writer.casework_in(workspace)
    made = proposed
    if ruling == "approved":
        made = casework.decide(replace(proposed, at=at, approver=by))
    what: dict[str, object] = {"proposal": number, "finding": made.finding, "as": made.kind, "about": made.about}
    what |= {"proposed_by": proposed.actor, "reason": because}
    if found.batch:
        what["batch"] = found.batch
    action = "approve" if ruling == "approved" else "reject"
    return Kept(casework.log(action, actor=by, at=at, what=what).n, made, found)


def _check_person(store: Store, workspace: str, name: str) -> None:
    """Raise InputError for one who may not be the second person, where the store has accounts."""
    if not store.people.any():
        return
    credentials = store.people.credentials(name)
    account = credentials[0] if credentials else None
    may = account is not None and not account.disabled and account.workspace == workspace
    if account is None or not may or _APPROVE not in ROLES[account.role]:
        raise InputError(
            f"{name or 'nobody'}: no account that may approve in the workspace {workspace}; "
            "approvers and admins of it may, under the name they sign in with"
        )


def _check_unchanged(store: Store, workspace: str, reference: Reference, number: int) -> None:
    """Raise InputError where what a proposal on a kept finding rests on has changed since it was made."""
    found = store.deciding_in(workspace).proposal(number)
    try:
        data = store.casework_in(workspace).finding(found.decision.finding).data
    except InputError:
        return  # decided from a file: whether it still holds is asked when the finding comes again
    changed = changes_since(found.decision, data, reference)
    if changed:
        raise InputError(f"proposal {number}: {'; '.join(changed)}; reject it, look at the finding and decide anew")
