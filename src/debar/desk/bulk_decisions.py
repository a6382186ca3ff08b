"""One decision on many findings: shown first, then kept on exactly those that were shown, or on none.

A person has one reason in mind, so the findings must have one ground: the same maker or party, recognised in the same
way. Those of a view with another ground, decided already or waiting are left out, and said.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from debar.desk.answers import parse_date
from debar.desk.casework import Data, Decided, about_key, make_decision
from debar.desk.deciding import keep_decision
from debar.errors import InputError
from debar.model.casework import FindingDecision, Preview
from debar.screening.reference import Reference
from debar.store import Store
from debar.store.audit_chain import canonical

#: Findings decided at once at most; a view of more is narrowed first.
MOST = 5_000
#: Days that a preview may be confirmed.
DAYS = 7
_AT_ONCE = 500
_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkQuestion:
    """Which findings of a kept scan to decide, and how. An empty ``ground`` takes that of most findings."""

    scan: int
    kind: str
    reason: str
    filters: Mapping[str, str] = field(default_factory=dict)
    until: str = ""
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Who decides where and when: the reference that judges, the day, the workspace, the actor."""

    store: Store
    workspace: str
    reference: Reference
    actor: str
    at: datetime

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPlan:
    """What a decision on many findings would do: ``made`` is each decision, ``grounds`` counts those to choose from.

    ``left_out`` counts what is not decided, by the reason. ``token`` confirms exactly this.
    """

    token: str
    question: BulkQuestion
    ground: str
    made: tuple[FindingDecision, ...]
    grounds: Mapping[str, int]
    left_out: Mapping[str, int]


def preview(case: Case, question: BulkQuestion) -> BulkPlan:
    """Return what would be decided, and keep it so that its token confirms it. Raises InputError for a bad question."""
    plan = _planned(case, question)
    if plan.ground and plan.ground not in plan.grounds:
        raise InputError(
            f"ground: {plan.ground!r} is none of this view; take one of {'; '.join(plan.grounds) or 'none'}"
        )
    at = case.at.astimezone(UTC)
    shown = Preview(
        token=plan.token,
        at=at.isoformat(timespec="seconds"),
        actor=case.actor,
        asked=_asked(question, plan.ground),
        members=_members(plan.made),
    )
    if plan.made:
        with case.store.writing() as writer:
            forget = (at - timedelta(days=DAYS)).isoformat(timespec="seconds")
            writer.deciding_in(case.workspace).keep_preview(shown, forget=forget)
    return plan


def confirm(case: Case, token: str, count: int) -> Mapping[str, Any]:
    """Keep the decisions that were shown under ``token``, all or none; return what was kept, the same when asked again.

    ``kept`` are decisions, ``waiting`` proposals, ``first`` and ``last`` lines of the log. Raises InputError where
    ``count`` is not what was shown, and, saying what, where anything has changed since.
    """
    if not _TOKEN.fullmatch(token):
        raise InputError("the token of a preview has 32 digits, 0 to 9 and a to f: copy it whole")
    shown = case.store.deciding_in(case.workspace).preview(token)
    if shown.done:
        return shown.done
    if count != len(shown.members):
        raise InputError(f"{count:,} findings are confirmed, but {len(shown.members):,} were shown; look again")
    with case.store.writing() as writer:  # nobody else writes from here on: what is planned now is what is kept
        deciding = writer.deciding_in(case.workspace)
        done = deciding.preview(token).done
        if done:
            return done
        plan = _planned(case, BulkQuestion(**shown.asked))
        _check_same(shown, plan)
        kept = [keep_decision(writer, case.workspace, made, token) for made in plan.made]
        waiting = sum(each.proposal is not None for each in kept)
        done = {"kept": len(kept) - waiting, "waiting": waiting, "first": kept[0].line, "last": kept[-1].line}
        deciding.finish_preview(token, done)
    return done


def ground_of(finding: Data) -> str:
    """Return the ground of a finding: the maker or parties it is about, and the ways they were recognised."""
    kinds = sorted({each["kind"] for each in finding["identifications"]})
    return f"{about_key(finding)}, by {' and '.join(kinds)}"


def _planned(case: Case, question: BulkQuestion) -> BulkPlan:
    until = parse_date(question.until, "until") if question.until else None
    able, left_out = _sorted_out(case, question)
    grounds = Counter(map(ground_of, able))
    ground = question.ground or (min(grounds, key=lambda each: (-grounds[each], each)) if grounds else "")
    other = sum(grounds.values()) - grounds[ground]
    if other:
        left_out["on another ground"] = other
    chosen = [each for each in able if ground_of(each) == ground]
    if len(chosen) > MOST:
        raise InputError(
            f"{len(chosen):,} findings are more than the {MOST:,} decided at once; filter the view further"
        )
    made = tuple(
        make_decision(each, case.reference, question.kind, question.reason, actor=case.actor, at=case.at, until=until)
        for each in chosen
    )
    told = canonical({"workspace": case.workspace, "asked": _asked(question, ground), "members": _members(made)})
    token = hashlib.sha256(told.encode()).hexdigest()[:32]
    ordered = dict(sorted(grounds.items(), key=lambda each: (-each[1], each[0])))
    return BulkPlan(token=token, question=question, ground=ground, made=made, grounds=ordered, left_out=dict(left_out))


def _sorted_out(case: Case, question: BulkQuestion) -> tuple[list[Data], Counter[str]]:
    """The findings that can be decided, and how many not, by the reason."""
    casework = case.store.casework_in(case.workspace)
    decided = Decided(casework.decisions(), case.reference, case.today)
    waiting = {each.decision.finding for each in case.store.deciding_in(case.workspace).proposals(limit=_EVERY)}
    able: dict[str, Data] = {}
    left_out: Counter[str] = Counter()
    for data in _findings(case, question):
        standing = decided.standing(data)
        if not data["identifications"]:
            left_out["nothing was identified in it"] += 1
        elif standing is not None and standing.holds:
            left_out[f"decided already ({standing.decision.kind})"] += 1
        elif data["id"] in waiting:
            left_out["waiting for a second person"] += 1
        elif data["id"] in able:
            left_out["the same record and maker once more"] += 1
        else:
            able[data["id"]] = data
    return list(able.values()), left_out


#: Proposals that wait are all asked for.
_EVERY = 1_000_000


def _findings(case: Case, question: BulkQuestion) -> Iterator[Data]:
    casework = case.store.casework_in(case.workspace)
    casework.scan(question.scan)
    after: tuple[int, int] | None = None
    while page := casework.findings(question.scan, after=after, limit=_AT_ONCE, filters=question.filters):
        yield from (kept.data for kept, _ in page)
        after = page[-1][1]


def _asked(question: BulkQuestion, ground: str) -> dict[str, Any]:
    return {
        "scan": question.scan,
        "kind": question.kind,
        "reason": question.reason.strip(),
        "filters": dict(question.filters),
        "until": question.until,
        "ground": ground,
    }


def _members(made: tuple[FindingDecision, ...]) -> dict[str, str]:
    return {each.finding: hashlib.sha256(canonical(each.basis).encode()).hexdigest()[:20] for each in made}


def _check_same(shown: Preview, plan: BulkPlan) -> None:
    """Raise InputError that says what is not as it was shown."""
    now = _members(plan.made)
    gone, new = shown.members.keys() - now.keys(), now.keys() - shown.members.keys()
    other = [each for each in shown.members.keys() & now.keys() if shown.members[each] != now[each]]
    told = [
        f"{len(found):,} {words} (such as {min(found)[:8]})"
        for found, words in (
            (gone, "left the view, were decided or wait"),
            (new, "came into it"),
            (other, "rest on something that has changed"),
        )
        if found
    ]
    if told:
        raise InputError(f"nothing was kept: since the preview, of the findings {'; '.join(told)}. Look again")
