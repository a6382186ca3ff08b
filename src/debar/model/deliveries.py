"""Deliveries: where alerts are sent, and what became of each sending."""

from __future__ import annotations

from dataclasses import dataclass, field

#: How alerts are sent.
CHANNEL_KINDS: tuple[str, ...] = ("email", "webhook")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where alerts of a workspace are sent: a mail address, or an address that takes JSON.

    ``secret`` signs what goes to a webhook; ``private`` allows addresses of private networks; ``told`` is the number of
    the newest alert that a delivery was made of.
    """

    id: int
    name: str
    kind: str
    address: str
    secret: str = field(default="", repr=False)
    private: bool = False
    actor: str = ""
    at: str = ""
    told: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One sending of some alerts: ``state`` is due, sent or dead (given up); ``due`` and ``at`` are moments."""

    id: int
    channel: Channel
    alerts: tuple[int, ...]
    state: str
    attempts: int
    due: str
    error: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """How a channel stands: sendings that arrived, wait, and were given up, and the error of the newest that failed."""

    channel: Channel
    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    last_error: str = ""
