"""How often a client may ask, held in the memory of each process."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Callable

#: Requests a minute: of a client, of one that sends no or wrong credentials.
PER_MINUTE, OF_STRANGERS = 6_000, 60
_MOST_HELD = 10_000


class Rates:
    """Buckets that fill at a steady rate, each as large as what fills it in ten seconds, 20 at least.

    Names begin with ``client`` or ``stranger``; 0 a minute is without limit.
    """

    def __init__(self, per_minute: int = PER_MINUTE, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rates = {"client": per_minute / 60, "stranger": OF_STRANGERS / 60 if per_minute else 0.0}
        self._held: dict[str, tuple[float, float]] = {}

    def wait(self, name: str) -> int:
        """Take one from a bucket; return 0, or the seconds to wait when it is empty."""
        kind, _, client = name.partition(" ")
        rate = self._rates[kind]
        if not rate:
            return 0
        size, now, who = max(20.0, rate * 10), self._clock(), f"{kind} {network(client)}"
        left, at = self._held.pop(who, (size, now))
        left = min(size, left + (now - at) * rate)
        if len(self._held) >= _MOST_HELD:
            self._held.pop(next(iter(self._held)))
        self._held[who] = (max(0.0, left - 1), now)
        return 0 if left >= 1 else math.ceil((1 - left) / rate)


def network(client: str) -> str:
    """Return what of an address is one client's: all of it, of IPv6 the first 64 bits, which one subscriber has."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)
