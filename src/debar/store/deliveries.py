"""Deliveries in the store: channels, and what became of each sending. Reading, and writing in a transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from debar.errors import InputError
from debar.model.deliveries import Channel, ChannelState, Delivery
from debar.model.people import MAIN
from debar.store import schema_watches as tables
from debar.store.bulk import insert_rows, next_id

Reading = Callable[[], AbstractContextManager[Connection]]

_CHANNEL = [column.label(f"channel_{column.name}") for column in tables.channel.c]


class Deliveries:
    """What the store holds of deliveries in one workspace; made by :meth:`debar.store.Store.deliveries_in`."""

    def __init__(self, reading: Reading, workspace: str = MAIN) -> None:
        self._reading = reading
        self._workspace = workspace

    def channels(self) -> tuple[Channel, ...]:
        """Return the channels that have not ended, by name."""
        held = tables.channel.c
        query = select(*_CHANNEL).where(held.workspace == self._workspace, held.ended == "").order_by(held.name)
        with self._reading() as connection:
            return tuple(map(_channel, connection.execute(query)))

    def channel(self, name: str) -> Channel:
        """Return a channel. Raises InputError, with those there are, for none of that name."""
        held = self.channels()
        for each in held:
            if each.name == name:
                return each
        names = ", ".join(each.name for each in held) or "none yet"
        raise InputError(f"no channel is named {name!r}; there are: {names}")

    def states(self) -> tuple[ChannelState, ...]:
        """Return how each channel that has not ended stands, by name."""
        held = tables.delivery.c
        mine = select(tables.channel.c.id).where(tables.channel.c.workspace == self._workspace)
        counted = select(held.channel, held.state, func.count()).where(held.channel.in_(mine))
        counted = counted.group_by(held.channel, held.state)
        failed = select(func.max(held.id)).where(held.channel.in_(mine), held.error != "").group_by(held.channel)
        errors = select(held.channel, held.error).where(held.id.in_(failed))
        with self._reading() as connection:
            counts = {(channel, state): count for channel, state, count in connection.execute(counted)}
            last = dict(map(tuple, connection.execute(errors)))
        return tuple(
            ChannelState(
                channel=each,
                sent=counts.get((each.id, "sent"), 0),
                waiting=counts.get((each.id, "due"), 0),
                given_up=counts.get((each.id, "dead"), 0),
                last_error=last.get(each.id, ""),
            )
            for each in self.channels()
        )

    def due(self, now: str) -> tuple[Delivery, ...]:
        """Return what is to be sent by a moment, the oldest first; nothing of channels that have ended."""
        held = tables.delivery.c
        return self._found(held.state == "due", held.due <= now, tables.channel.c.ended == "", order=held.id)

    def recent(self, state: str = "", limit: int = 50) -> tuple[Delivery, ...]:
        """Return the newest deliveries, the newest first, of one state or all."""
        held = tables.delivery.c
        conditions = (held.state == state,) if state else ()
        return self._found(*conditions, order=held.id.desc(), limit=limit)

    def _found(self, *conditions: Any, order: Any, limit: int = 1_000) -> tuple[Delivery, ...]:
        query = select(tables.delivery, *_CHANNEL).join(tables.channel)
        query = query.where(tables.channel.c.workspace == self._workspace, *conditions).order_by(order).limit(limit)
        with self._reading() as connection:
            return tuple(map(_delivery, connection.execute(query)))


class DeliveryWriter:
    """What may be written of deliveries in one transaction and workspace."""

    def __init__(self, connection: Connection, workspace: str = MAIN) -> None:
        self._connection = connection
        self._workspace = workspace

    def add_channel(self, channel: Channel) -> Channel:
        """Keep a channel; what was told before is not sent to it. Raises InputError for a name that is taken."""
        held, alert = tables.channel.c, tables.alert.c
        taken = select(held.id).where(held.workspace == self._workspace, held.name == channel.name, held.ended == "")
        if self._connection.execute(taken).first():
            raise InputError(f"a channel named {channel.name!r} is there already; remove it, or take another name")
        newest = select(func.coalesce(func.max(alert.id), 0)).where(alert.workspace == self._workspace)
        told = int(self._connection.execute(newest).scalar_one())
        id_ = next_id(self._connection, tables.channel)
        row = (id_, self._workspace, channel.name, channel.kind, channel.address, channel.secret)
        insert_rows(
            self._connection, tables.channel, [(*row, int(channel.private), channel.actor, channel.at, "", told)]
        )
        return replace(channel, id=id_, told=told)

    def end_channel(self, channel: int, at: str) -> None:
        """Send nothing more to a channel."""
        mine = (tables.channel.c.id == channel) & (tables.channel.c.workspace == self._workspace)
        self._connection.execute(update(tables.channel).where(mine).values(ended=at))

    def prepare(self, now: str, most: int) -> int:
        """Make deliveries of the alerts that channels were not told of, ``most`` alerts each; return how many."""
        held, alert, count = tables.channel.c, tables.alert.c, 0
        query = select(held.id, held.told).where(held.workspace == self._workspace, held.ended == "")
        for channel, told in self._connection.execute(query.order_by(held.id)).all():
            new = select(alert.id).where(alert.workspace == self._workspace, alert.id > told).order_by(alert.id)
            ids = list(self._connection.execute(new).scalars())
            for first in range(0, len(ids), most):
                some = ids[first : first + most]
                id_ = next_id(self._connection, tables.delivery)
                insert_rows(
                    self._connection, tables.delivery, [(id_, channel, json.dumps(some), "due", 0, now, "", now)]
                )
                count += 1
            if ids:
                self._connection.execute(update(tables.channel).where(held.id == channel).values(told=ids[-1]))
        return count

    def settle(self, delivery: int, *, state: str, attempts: int, due: str, error: str, at: str) -> None:
        """Note what became of a sending."""
        values = {"state": state, "attempts": attempts, "due": due, "error": error, "at": at}
        self._connection.execute(update(tables.delivery).where(tables.delivery.c.id == delivery).values(**values))

    def revive(self, ids: Sequence[int], now: str) -> None:
        """Make deliveries that were given up due again."""
        held = tables.delivery.c
        values = {"state": "due", "attempts": 0, "due": now}
        self._connection.execute(update(tables.delivery).where(held.id.in_(ids), held.state == "dead").values(**values))


def _channel(row: Row[Any]) -> Channel:
    return Channel(
        id=row.channel_id,
        name=row.channel_name,
        kind=row.channel_kind,
        address=row.channel_address,
        secret=row.channel_secret,
        private=bool(row.channel_private),
        actor=row.channel_actor,
        at=row.channel_at,
        told=row.channel_told,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        channel=_channel(row),
        alerts=tuple(json.loads(row.alerts)),
        state=row.state,
        attempts=row.attempts,
        due=row.due,
        error=row.error,
        at=row.at,
    )
