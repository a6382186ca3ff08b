"""Who may use a server of debar: accounts, their roles, API keys, sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

#: The workspace of those who named none.
MAIN = "main"
#: What may be allowed: asking questions, reading casework, deciding, approving decisions of others, managing people,
#: reading the figures of the server.
SCOPES: tuple[str, ...] = ("ask", "read", "decide", "approve", "manage", "measure")
#: What each role allows, the least first.
ROLES: Mapping[str, frozenset[str]] = {
    "viewer": frozenset({"ask", "read"}),
    "analyst": frozenset({"ask", "read", "decide"}),
    "approver": frozenset({"ask", "read", "decide", "approve"}),
    "admin": frozenset(SCOPES),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person who may sign in. ``workspace`` holds all the casework that the account sees."""

    id: int
    name: str
    role: str
    workspace: str
    disabled: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A program's key. ``start`` is how the key begins; the key itself is shown once and kept nowhere."""

    id: int
    name: str
    start: str
    account: Account
    scopes: frozenset[str]
    at: datetime
    expires: datetime
    revoked: datetime | None
    used: datetime | None

    def state(self, now: datetime) -> str:
        """Return ``valid``, or why the key is not: ``revoked``, ``expired``, ``disabled`` (its owner is)."""
        if self.revoked is not None:
            return "revoked"
        if now >= self.expires:
            return "expired"
        return "disabled" if self.account.disabled else "valid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A browser that is signed in: since ``at``, last ``seen``, ending at ``expires`` at the latest."""

    account: Account
    at: datetime
    seen: datetime
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom an identity provider says that somebody is; ``role`` is what their groups give, empty for none.

    ``issuer`` and ``subject`` (the provider's own number) tell people apart for good; ``name`` may change hands.
    """

    issuer: str
    subject: str
    name: str
    role: str
    workspace: str


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a request comes from, what they may do, and in which workspace.

    ``via`` is ``session``, ``key``, or ``machine`` for the one user of a server without accounts.
    """

    actor: str
    scopes: frozenset[str]
    workspace: str = MAIN
    via: str = "machine"
