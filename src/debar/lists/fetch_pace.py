"""The pace that a service asks for: so many requests in so many seconds, over every window of that length."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable


class Pace:
    """Lets a request through as soon as fewer than ``requests`` were let through in the last ``seconds``.

    ``clock`` gives seconds that never go back, ``pause`` waits for as many.
    """

    def __init__(
        self,
        requests: int,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._pause = pause
        self._let: deque[float] = deque(maxlen=requests)

    def wait(self) -> None:
        """Return when the next request may be sent, and count it."""
        while len(self._let) == self._let.maxlen:
            left = self._let[0] + self._seconds - self._clock()
            if left <= 0:
                break
            self._pause(left)
        self._let.append(self._clock())
