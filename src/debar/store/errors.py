"""Errors of the store."""

from __future__ import annotations

from debar.errors import DebarError, InputError


class StoreError(DebarError):
    """The store cannot be opened, read or written as it is."""


class AlreadyHeldError(InputError):
    """The very same edition (list, original files, day, moment of retrieval) is in the store already."""
