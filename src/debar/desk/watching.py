"""Watching: what changed for what is watched since it was last looked at, told once.

How each thing of a watch stood is kept beside its alerts, and both are written in one transaction: a run that is
killed has told all of a watch's changes or none, and no change is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from debar.desk.desk import Desk, open_desk
from debar.desk.place import Place
from debar.desk.standing import Standing, subject_of
from debar.errors import DebarError, InputError
from debar.lists.diffs import compare_editions
from debar.model import SEVERITY, ListDiff
from debar.model.people import MAIN
from debar.model.watches import CHANGES, ONLY, SUBJECTS, Alert, Stand, Watch
from debar.store import open_store
from debar.store.watches import digest_of

Said = Callable[[str], None]
Data = Mapping[str, Any]

#: What may be watched from a page, and what is given then: never a file, as a server reads no paths that it is sent.
ON_PAGES: Mapping[str, str] = {
    "party": "a name: newly listed, no longer listed, its entry changed",
    "list": "a list's id: what a newer edition adds, removes, changes",
    "scan": "a kept scan's number, or all: judged otherwise, decisions that no longer hold",
    "dossier": "a company: new filings, contacts, signals, bills, terms",
}
#: Names that an alert of a whole list gives of each kind.
_NAMED = 20
_RANKS = {str(outcome): place for place, outcome in enumerate(SEVERITY)}
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did: its alerts, how many things it looked at by watch, and why a watch could not be looked at."""

    alerts: tuple[Alert, ...]
    looked_at: Mapping[str, int]
    failed: Mapping[str, str] = field(default_factory=dict)


def add_watch(
    url: str,
    watch: Watch,
    *,
    now: datetime,
    workspace: str = MAIN,
    desk: Desk | None = None,
    say: Said = lambda _: None,
) -> tuple[Watch, int]:
    """Keep a watch as things stand now; return it with its number, and how many things it looks at.

    Raises InputError for words that are no watch's, for a name that is taken and a subject that is not there.
    """
    _check(watch)
    kept = Watch(
        id=0,
        name=watch.name.strip(),
        kind=watch.kind,
        subject=subject_of(watch.kind, watch.subject),
        lists=watch.lists,
        threshold=watch.threshold,
        only=watch.only,
        actor=watch.actor,
        at=_text(now),
    )
    used = desk or open_desk(url, today=now.date(), tell=say)
    stands = list(Standing(url, used, workspace, say).of(kept))
    with open_store(url) as store, store.writing() as writer:
        watches = writer.watches_in(workspace)
        made = watches.add(kept)
        watches.advance(made.id, made.at, gone=(), changed=stands)
        what = {"watch": made.id, "name": made.name, "kind": made.kind, "things": len(stands)}
        writer.casework_in(workspace).log("watch-add", actor=made.actor, at=made.at, what=what)
    return made, len(stands)


def remove_watch(url: str, name: str, *, now: datetime, actor: str, workspace: str = MAIN) -> Watch:
    """End a watch and return it; its alerts stay. Raises InputError for none of that name."""
    with open_store(url, create=False) as store:
        watch = store.watches_in(workspace).named(name)
        with store.writing() as writer:
            writer.watches_in(workspace).end(watch.id, _text(now))
            what = {"watch": watch.id, "name": watch.name}
            writer.casework_in(workspace).log("watch-remove", actor=actor, at=_text(now), what=what)
    return watch


def put_away(url: str, ids: Sequence[int], *, now: datetime, actor: str, workspace: str = MAIN) -> int:
    """Put alerts of a workspace away, with who did and when; return how many."""
    with open_store(url, create=False) as store, store.writing() as writer:
        count = writer.watches_in(workspace).see(ids, f"{actor}, {now.date().isoformat()}")
        if count:
            writer.casework_in(workspace).log("alerts-seen", actor=actor, at=_text(now), what={"alerts": sorted(ids)})
    return count


def run_watches(
    url: str,
    *,
    now: datetime,
    actor: str,
    workspace: str = MAIN,
    names: Sequence[str] = (),
    desk: Desk | None = None,
    say: Said = lambda _: None,
) -> Run:
    """Look at all watches, or those named, and keep an alert for each change. Raises InputError for no such watch.

    A watch that cannot be looked at (its file is gone) is told in ``failed``; it keeps how it stood, the others go on.
    """
    with open_store(url, create=False) as store:
        watches = store.watches_in(workspace)
        chosen = [watches.named(name) for name in names] or list(watches.all())
    used = desk or open_desk(url, today=now.date(), tell=say)
    standing = Standing(url, used, workspace, say)
    alerts: list[Alert] = []
    looked_at: dict[str, int] = {}
    failed: dict[str, str] = {}
    for watch in chosen:
        try:
            made, looked_at[watch.name] = _look(url, watch, standing, workspace, now=now, actor=actor)
        except DebarError as error:
            failed[watch.name] = str(error)
        else:
            alerts += made
    return Run(tuple(alerts), looked_at, failed)


def _look(
    url: str, watch: Watch, standing: Standing, workspace: str, *, now: datetime, actor: str
) -> tuple[tuple[Alert, ...], int]:
    now_stands = {each.key: each for each in standing.of(watch)}
    with open_store(url, create=False) as store, store.writing() as writer:
        # Read under the lock of writing: another run that was at it meanwhile has told its changes already.
        held = store.watches_in(workspace)
        before = held.standing(watch.id)
        changed = [each for key, each in now_stands.items() if before.get(key) != digest_of(each.text)]
        gone = [key for key in before if key not in now_stands]
        old = dict(held.stood(watch.id, [*gone, *(each.key for each in changed if each.key in before)]))
        told = [each for each in _alerts(url, watch, old, changed, gone) if _wanted(watch, each)]
        writing = writer.watches_in(workspace)
        made = writing.alert(
            Alert(
                id=0,
                watch=watch.id,
                name=watch.name,
                at=_text(now),
                what=each.what,
                title=each.title,
                detail=each.detail,
                link=each.link,
            )
            for each in told
        )
        writing.advance(watch.id, _text(now), gone=gone, changed=changed)
        if made:
            what = {"watch": watch.id, "name": watch.name, "alerts": [each.id for each in made]}
            writer.casework_in(workspace).log("watch-alert", actor=actor, at=_text(now), what=what)
    return made, len(now_stands)


@dataclass(frozen=True, slots=True)
class _Told:
    what: str
    title: str
    detail: Data
    came: bool
    link: str = ""


def _alerts(
    url: str, watch: Watch, old: Mapping[str, Data], changed: Sequence[Stand], gone: Sequence[str]
) -> list[_Told]:
    """What is told of the changes of a watch, the gravest first."""
    pairs: list[tuple[Data | None, Data | None]] = [(old.get(each.key), each.data) for each in changed]
    pairs += [(old.get(key), None) for key in gone]
    found = [each for before, after in pairs for each in _told(url, watch, before, after)]
    return sorted(found, key=lambda each: (CHANGES.index(each.what), each.title))


def _told(url: str, watch: Watch, before: Data | None, after: Data | None) -> Iterator[_Told]:
    if watch.kind in {"party", "vendors"}:
        return _tell_match(before, after)
    if watch.kind in {"purchases", "scan"}:
        return _tell_finding(before, after)
    return _tell_record(watch, before, after) if watch.kind == "dossier" else _tell_list(url, watch, before, after)


def _wanted(watch: Watch, told: _Told) -> bool:
    return not watch.only or told.came == (watch.only == "added")


def _tell_match(before: Data | None, after: Data | None) -> Iterator[_Told]:
    seen = after or before or {}
    was, now = set((before or {}).get("in_force", ())), set((after or {}).get("in_force", ()))
    who = seen["name"] if seen["query"].casefold() == seen["name"].casefold() else f"{seen['query']} ({seen['name']})"
    detail = {"before": before, "after": after}
    link = f"entities/{seen['entity']}"
    for list_id in sorted(now - was):
        yield _Told("listed", f"{who} is now on {list_id}.", detail, came=True, link=link)
    for list_id in sorted(was - now):
        yield _Told("unlisted", f"{who} is no longer on {list_id}.", detail, came=False, link=link)
    if was == now and now:
        title = f"The entry of {who} has changed on {', '.join(sorted(now))}."
        yield _Told("changed", title, detail, came=True, link=link)


def _tell_finding(before: Data | None, after: Data | None) -> Iterator[_Told]:
    seen = after or before or {}
    what = f"{seen['text'] or seen['maker']}" + (f", {seen['buyer']}" if seen["buyer"] else "")
    detail, link = {"before": before, "after": after}, f"findings/{seen['finding']}"
    if before and after and before.get("holds") and not after.get("holds"):
        because = after["because"] or "what it rests on has changed"
        title = f"The decision {after['decision'] or before['decision']} on “{what}” no longer holds: {because}."
        yield _Told("reopened", title, detail, came=True, link=link)
        return
    was, now = (before or {}).get("outcome", "clear"), (after or {}).get("outcome", "clear")
    if was != now:
        worse = _rank(now) < _rank(was)
        yield _Told("outcome", f"“{what}” was {was} and is {now}.", detail, came=worse, link=link)
    elif before is None or after is None:
        title = f"“{what}” is found." if after else f"“{what}” is found no longer."
        yield _Told("outcome", title, detail, came=after is not None, link=link)
    elif before["rules"] != after["rules"]:
        yield _Told("changed", f"Other rules speak of “{what}” ({now}).", detail, came=True, link=link)


def _rank(outcome: str) -> int:
    """The place of an outcome among all, the gravest first."""
    return _RANKS.get(outcome, len(_RANKS))


def _tell_record(watch: Watch, before: Data | None, after: Data | None) -> Iterator[_Told]:
    seen = after or before or {}
    verb = "New" if before is None else "Changed" if after else "Gone"
    title = f"{verb} in the dossier of {watch.subject}: {seen['words']}."
    link = f"dossiers/of?name={watch.subject}"
    yield _Told("record", title, {"before": before, "after": after}, came=after is not None, link=link)


def _tell_list(url: str, watch: Watch, before: Data | None, after: Data | None) -> Iterator[_Told]:
    """One alert for a newer edition, with what it adds, removes and changes."""
    if before is None or after is None:
        return
    found: Data = {"before": before, "after": after}
    diff = _difference(url, watch.subject, before["sha256"], after["sha256"])
    if diff is None:
        yield _Told("edition", f"{watch.subject} has another edition, of {after['dated']}.", found, came=True)
        return
    names = {
        "added": [each.name for each in diff.added],
        "removed": [each.name for each in diff.removed],
        "changed": [each.name for each in diff.changed],
    }
    detail = {**found, **names}
    parts = [f"{len(held):,} {name}{_names(held)}" for name, held in names.items()]
    asked = {"added": parts[:1], "removed": parts[1:2]}.get(watch.only, parts)
    if not (diff.added if watch.only == "added" else diff.removed if watch.only == "removed" else True):
        return
    title = f"{watch.subject}, edition of {after['dated']}: {'; '.join(asked)}."
    yield _Told("edition", title, detail, came=watch.only != "removed")


def _names(names: Sequence[str]) -> str:
    return f" ({'; '.join(names[:_NAMED])}{' …' if len(names) > _NAMED else ''})" if names else ""


def _difference(url: str, list_id: str, old: str, new: str) -> ListDiff | None:
    chronicle = Place(url).shelf().chronicle(list_id)
    places = {edition.sha256: place for place, edition in enumerate(chronicle.editions)}
    if old not in places or new not in places:
        return None
    return compare_editions(chronicle, places[old], places[new])


def _check(watch: Watch) -> None:
    if watch.kind not in SUBJECTS:
        raise InputError(f"{watch.kind!r} cannot be watched; what can: {', '.join(SUBJECTS)}")
    if watch.only not in ONLY:
        raise InputError(f"--only: {watch.only!r} is neither added nor removed")
    if not watch.name.strip() or len(watch.name) > _LONGEST_NAME or not watch.name.isprintable():
        raise InputError(f"a watch has a name of 1 to {_LONGEST_NAME} printable characters")
    if not watch.subject.strip():
        raise InputError("say what to watch: --party NAME, --vendors FILE, --purchases FILE, --scan N, --list ID …")
    if watch.threshold is not None and watch.kind not in {"party", "vendors"}:
        raise InputError("--threshold is for names: give it with --party or --vendors")


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
