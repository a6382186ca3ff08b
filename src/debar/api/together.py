"""Names of requests that come at the same time, asked of the engine together: each costs it less than alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

#: Names asked of the engine at once; what waits beyond goes with the next turn.
MOST = 256
#: Up to so many are answered by the thread that serves; more go to another, so that it can go on with other requests.
#: (Two threads of Python take turns of 5 ms: for few names the hand-over costs more than the answer.)
HERE = 32

Key = TypeVar("Key")
Query = TypeVar("Query")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Key, Query, Answer]):
    key: Key
    queries: Sequence[Query]
    done: asyncio.Future[Sequence[Answer]]


class Together(Generic[Key, Query, Answer]):
    """Gathers what waits while the engine answers, and asks it all in the next turn.

    ``ask`` takes a key (all else that is asked) and queries, and returns an answer for each in order, one turn at a
    time. A request alone waits for nobody. An error goes to those that asked under that key.
    """

    def __init__(self, ask: Callable[[Key, Sequence[Query]], Sequence[Answer]]) -> None:
        self._ask = ask
        self._waiting: list[_Waiting[Key, Query, Answer]] = []
        self._turning: asyncio.Task[None] | None = None

    async def answers(self, key: Key, queries: Sequence[Query]) -> Sequence[Answer]:
        """Return an answer for each query. Raises what ``ask`` raises."""
        if not queries:
            return []
        done: asyncio.Future[Sequence[Answer]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(key, queries, done))
        if self._turning is None or self._turning.done():
            self._turning = asyncio.create_task(self._turn())
        return await done

    async def _turn(self) -> None:
        while self._waiting:
            await asyncio.sleep(0)
            key = self._waiting[0].key
            taken: list[_Waiting[Key, Query, Answer]] = []
            left: list[_Waiting[Key, Query, Answer]] = []
            names = 0
            for each in self._waiting:
                fits = each.key == key and (not taken or names + len(each.queries) <= MOST)
                (taken if fits else left).append(each)
                names += len(each.queries) if fits else 0
            self._waiting = left
            asked = [query for each in taken for query in each.queries]
            try:
                few = len(asked) <= HERE
                found = self._ask(key, asked) if few else await asyncio.to_thread(self._ask, key, asked)
            except Exception as error:  # noqa: BLE001  it belongs to those who asked
                for each in taken:
                    if not each.done.done():
                        each.done.set_exception(error)
                continue
            at = 0
            for each in taken:
                if not each.done.done():
                    each.done.set_result(found[at : at + len(each.queries)])
                at += len(each.queries)
