"""The log of what was done: each line's hash covers the line before it, so that no line can change unseen.

Whoever holds the newest hash elsewhere (a receipt, a mail) can also tell that lines were cut off at the end.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from debar.model.casework import AuditEntry
from debar.model.people import MAIN
from debar.store.types import Fault

#: What stands in the place of the hash before the first line.
START = "0" * 64


def canonical(what: Mapping[str, Any]) -> str:
    """Return data as JSON in its one form: keys sorted, no spaces, every character as it is."""
    return json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=dict)


def line_hash(before: str, n: int, *, at: str, actor: str, action: str, what: str, workspace: str = MAIN) -> str:
    """Return the SHA-256 of a line and the hash before it, in hexadecimal digits; ``what`` is canonical JSON.

    A workspace other than the first is part of the line: no line can be moved to another one unseen.
    """
    parts = (before, str(n), at, actor, action, what, *([workspace] if workspace != MAIN else []))
    return hashlib.sha256("\x1f".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def chain_faults(lines: Iterable[tuple[AuditEntry, str, str]], head: str = "") -> Iterator[Fault]:
    """Yield what is wrong with the log: lines changed, taken out, put in or out of order.

    ``lines`` are (entry, its ``what`` as it is kept, its workspace), the oldest first. With ``head``, a hash noted
    earlier, that line must still be there.
    """
    before, last, seen = START, 0, not head
    for entry, what, workspace in lines:
        where = f"audit line {entry.n}"
        if entry.n != last + 1:
            yield Fault(where, f"stands after line {last}: a line between them is missing, or one was put in")
        said = {"at": entry.at, "actor": entry.actor, "action": entry.action, "what": what}
        if line_hash(before, entry.n, **said, workspace=workspace) != entry.hash:
            yield Fault(where, "is not what was written, or does not follow the line before it")
        seen = seen or entry.hash == head
        before, last = entry.hash, entry.n
    if not seen:
        yield Fault("audit", f"no line has the hash {head}: lines after it, and it, may have been cut off")
