"""Where the lists in use are: the user's store, opened only when it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from debar.store.place import default_url, token_of

if TYPE_CHECKING:
    from debar.lists.shelf import Shelf


class Place:
    """A store's address. "" stands for the user's own, None for no store: then only what ships with debar counts."""

    def __init__(self, store: str | None) -> None:
        self.url = default_url() if store == "" else store

    def state(self) -> str:
        """Return what tells apart two states of the store; empty when there is none."""
        return token_of(self.url) if self.url else ""

    @cached_property
    def _shelf(self) -> Shelf:
        # Opening a store loads SQLAlchemy, and a compiled reference is mostly there already.
        from debar.lists.shelf import Shelf  # noqa: PLC0415
        from debar.store import open_store  # noqa: PLC0415

        return Shelf(open_store(self.url) if self.url and self.state() else None)

    def shelf(self) -> Shelf:
        """Return the lists in use."""
        return self._shelf
